# shellcheck shell=bash
# The one-machine network lab: what race and up are made of. Sourced, never run; sourcing it sets names and does nothing else.
#
#   c1 172.17.0.2 --+
#   c2 172.17.0.3 --+-- docker0 172.17.0.1  [nat]  10.99.0.1 ---- 10.99.0.2 srv
#   ...           --+
#
# Each name is a network namespace. They live in a sandbox of namespaces that dies with the process that entered it.

set -euo pipefail

lab_home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lab_root=$(cd "$lab_home/../.." && pwd)
readonly lab_home lab_root
lab_name=$(basename "$0")

# Debian keeps nft and ip out of the PATH of ordinary users.
PATH=$PATH${LAB_SBIN-:/usr/local/sbin:/usr/sbin:/sbin}

readonly lab_server_port=8080

# lab_use FAMILY: sets the addresses of the topology, inet (IPv4, the default) or inet6.
lab_use() {
  lab_family=$1
  case $lab_family in
    inet)
      lab_nft=ip
      lab_client_net=172.17.0.0/16
      lab_client_gateway=172.17.0.1
      lab_server_gateway=10.99.0.1
      lab_server=10.99.0.2
      lab_server_net=10.99.0.0/24
      lab_target=$lab_server:$lab_server_port
      ;;
    inet6)
      lab_nft=ip6
      lab_client_net=fd00:17::/64
      lab_client_gateway=fd00:17::1
      lab_server_gateway=fd00:99::1
      lab_server=fd00:99::2
      lab_server_net=fd00:99::/64
      lab_target=[$lab_server]:$lab_server_port
      ;;
  esac
}
lab_use inet

lab_say() {
  # On a terminal, in place of whatever bar is there.
  if [[ -t 2 ]]; then
    printf '\r\033[K' >&2
  fi
  printf '%s: %s\n' "$lab_name" "$*" >&2
}

# Ends with exit code 1: the environment is at fault.
lab_fail() {
  lab_say "$@"
  exit 1
}

# Ends with exit code 2: what the user asked for is at fault.
lab_usage() {
  lab_say "$@"
  exit 2
}

# lab_whole OPTION VALUE LOW HIGH: prints the value of an option, which is a whole number.
lab_whole() {
  if ! [[ $2 =~ ^[0-9]{1,9}$ ]] || ((10#$2 < $3 || 10#$2 > $4)); then
    lab_usage "$1: $2 is not a whole number from $3 to $4"
  fi
  echo $((10#$2))
}

# ---------------------------------------------------------------------------------------------------- requirements

# Makes sure that every command the lab runs is there, and installs what is missing where it may.
lab_require_tools() {
  local missing=() tool
  ((BASH_VERSINFO[0] >= 5)) || lab_fail "this is bash $BASH_VERSION; the lab needs 5.0 or later"
  for tool in ip nft unshare nsenter setpriv taskset mount; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  if ((${#missing[@]})); then
    lab_install "${missing[@]}"
  fi
  # BusyBox brings an unshare of its own, which would leave the lab behind.
  [[ $(unshare --help 2>&1) == *--kill-child* ]] \
    || lab_fail "this unshare has no --kill-child; the lab needs util-linux 2.32 or later"
  lab_require_java
}

lab_install() {
  local missing manager packages=() command
  missing=$(printf ', %s' "$@")
  missing=${missing:2}
  manager=$(lab_package_manager) \
    || lab_fail "missing: $missing. Install iproute2, nftables and util-linux with the package manager of this system."
  mapfile -t packages < <(lab_packages "$manager" "$@" | sort -u)
  case $manager in
    apt-get) command="apt-get install -y ${packages[*]}" ;;
    dnf | yum) command="$manager install -y ${packages[*]}" ;;
    apk) command="apk add ${packages[*]}" ;;
    zypper) command="zypper --non-interactive install ${packages[*]}" ;;
    pacman) command="pacman -S --needed --noconfirm ${packages[*]}" ;;
  esac
  if ((EUID != 0)); then
    lab_fail "missing: $missing. Install with: sudo $command"
  fi
  if [[ $manager != apt-get ]]; then
    lab_fail "missing: $missing. Install with: $command"
  fi
  lab_say "missing: $missing; installing ${packages[*]} with apt-get"
  lab_apt_get update
  lab_apt_get install -y --no-install-recommends "${packages[@]}"
  hash -r
}

# Runs apt-get without a question or a word, unless it fails.
lab_apt_get() {
  local output
  output=$(DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@" 2>&1 </dev/null) || {
    printf '%s\n' "$output" | tail -n 5 >&2
    lab_fail "apt-get $1 failed (see above)"
  }
}

lab_package_manager() {
  local manager
  for manager in apt-get dnf yum apk zypper pacman; do
    if command -v "$manager" >/dev/null; then
      echo "$manager"
      return
    fi
  done
  return 1
}

# lab_packages MANAGER TOOL...: the packages that hold these tools, one per line.
lab_packages() {
  local manager=$1 tool
  shift
  for tool in "$@"; do
    case $manager:$tool in
      *:nft) echo nftables ;;
      dnf:ip | yum:ip) echo iproute ;;
      *:ip) echo iproute2 ;;
      apk:setpriv) echo setpriv ;;
      apk:*) echo util-linux-misc ;;
      apt-get:mount) echo mount ;;
      *) echo util-linux ;;
    esac
  done
}

lab_java() {
  if [[ -n ${JAVA_HOME:-} && -x $JAVA_HOME/bin/java ]]; then
    printf '%s\n' "$JAVA_HOME/bin/java"
  else
    command -v java
  fi
}

lab_require_java() {
  local java version
  java=$(lab_java) || lab_fail "missing: java. Install a JDK, 17 or later, or set JAVA_HOME."
  # No file in /tmp for jps and friends: the lab leaves nothing behind.
  version=$("$java" -XX:-UsePerfData -version 2>&1 || true)
  if [[ $version =~ \ version\ \"([0-9]+) ]]; then
    version=${BASH_REMATCH[1]}
    ((version >= 17)) || lab_fail "$java is version $version; the lab needs 17 or later"
  else
    lab_fail "$java does not tell its version: ${version%%$'\n'*}"
  fi
}

# lab_sandbox COMMAND...: runs a command in namespaces of its own, which end with it and with its parent.
lab_sandbox() {
  local user=()
  if ((EUID != 0)); then
    user=(--user --map-root-user)
  fi
  # If this shell dies, unshare is killed; if unshare dies, the first process of the sandbox is; and with it everything.
  setpriv --pdeathsig KILL unshare "${user[@]}" --net --mount --pid --fork --kill-child -- "$@"
}

# Makes sure that this user may build a sandbox, or says what forbids it and what to do.
lab_require_sandbox() {
  local error
  # What lab_settle and lab_network do, in short.
  if error=$(lab_sandbox bash -c '
    mount -t tmpfs lab /run && { mount -t proc proc /proc 2>/dev/null || true; } && echo 1 >/proc/sys/net/ipv4/ip_forward' 2>&1); then
    return
  fi
  lab_fail "$(lab_refusal "$error")"
}

# lab_refusal ERROR: why the sandbox was refused, in one line.
lab_refusal() {
  local error=${1//$'\n'/; }
  if ((EUID == 0)); then
    if lab_in_container; then
      echo "this container may not create network namespaces ($error); run it with --privileged"
    else
      echo "root may not create network namespaces here ($error)"
    fi
  elif [[ $(lab_setting kernel/apparmor_restrict_unprivileged_userns) == 1 ]]; then
    echo "AppArmor forbids user namespaces to ordinary users (Ubuntu 23.10 and later); run as root, or: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
  elif [[ $(lab_setting kernel/unprivileged_userns_clone) == 0 ]]; then
    echo "the kernel forbids user namespaces to ordinary users; run as root, or: sudo sysctl -w kernel.unprivileged_userns_clone=1"
  elif [[ $(lab_setting user/max_user_namespaces) == 0 ]]; then
    echo "user namespaces are switched off; run as root, or: sudo sysctl -w user.max_user_namespaces=15000"
  elif lab_in_container; then
    echo "this container forbids user namespaces, most likely by its seccomp profile ($error); run it with --privileged"
  else
    echo "this user may not create user namespaces ($error); run as root"
  fi
}

# lab_setting NAME: a kernel setting by its path under /proc/sys, empty where the kernel has none such.
lab_setting() {
  cat "/proc/sys/$1" 2>/dev/null || true
}

lab_in_container() {
  [[ -e /.dockerenv || -e /run/.containerenv || -n ${container:-} || -n ${KUBERNETES_SERVICE_HOST:-} ]]
}

# ---------------------------------------------------------------------------------------------------- programs

readonly lab_server_jar=$lab_root/server-cli/target/snat-race-server.jar
readonly lab_client_jar=$lab_root/client-cli/target/snat-race-client.jar
readonly lab_probe_jar=$lab_root/conntrack-probe/target/conntrack-probe.jar
readonly lab_examples=$lab_root/examples/target/classes

# Builds the programs that are missing or older than their sources. LAB_BUILD=no takes them as they are.
lab_require_programs() {
  local stamp=$lab_root/target/lab.stamp
  if [[ ${LAB_BUILD:-} == no ]]; then
    return
  fi
  if lab_is_built "$stamp" "$lab_server_jar" core server-cli \
    && lab_is_built "$stamp" "$lab_client_jar" core client-cli \
    && lab_is_built "$stamp" "$lab_probe_jar" conntrack-probe \
    && lab_is_built "$stamp" "$lab_examples/io/github/snatrace/examples/lab/RaceReport.class" examples; then
    return
  fi
  command -v mvn >/dev/null || lab_fail "missing: mvn, to build the programs. Install Maven 3.8.1 or later."
  lab_say "building the programs with Maven"
  lab_build >&2 </dev/null || lab_fail "the build failed (see above)"
  mkdir -p "$lab_root/target"
  touch "$stamp"
}

# Runs Maven so that it writes into the checkout and its own repository under HOME, and nowhere else.
lab_build() {
  local options="${MAVEN_OPTS:-} -XX:-UsePerfData"
  # Maven splits its options at spaces, whatever is quoted.
  if [[ $lab_root != *[[:space:]]* ]]; then
    mkdir -p "$lab_root/target/tmp"
    options+=" -Djava.io.tmpdir=$lab_root/target/tmp"
  fi
  # Java looks for the home in the list of users, where some have none.
  if [[ -n ${HOME:-} && $HOME != *[[:space:]]* ]]; then
    options+=" -Duser.home=$HOME"
  fi
  # Maven ends with an escape sequence even where nobody could see a colour.
  (cd "$lab_root" && MAVEN_OPTS=$options mvn -q --batch-mode --no-transfer-progress -DskipTests -Dspotless.check.skip=true \
    -pl server-cli,client-cli,conntrack-probe,examples -am package 2>&1) | sed -u 's/\x1b\[[0-9;]*m//g; /^$/d'
}

# lab_is_built STAMP FILE MODULE...: is FILE there, and no source of these modules younger than it or the last build?
lab_is_built() {
  local newest=$2 stamp=$1 module sources=()
  [[ -e $2 ]] || return 1
  if [[ $stamp -nt $newest ]]; then
    newest=$stamp
  fi
  shift 2
  for module in "$@"; do
    sources+=("$lab_root/$module/pom.xml" "$lab_root/$module/src/main")
  done
  [[ -z $(find "${sources[@]}" -newer "$newest" -type f -print -quit) ]]
}

# ---------------------------------------------------------------------------------------------------- sandbox

# lab_enter SCRIPT ARGUMENT...: runs the script again, inside the sandbox, and ends with its exit code.
lab_enter() {
  local status=0
  LAB_ENTERED=yes lab_sandbox bash "$@" || status=$?
  exit "$status"
}

# Says whether this script is the one that lab_enter runs: the first process in the sandbox, not a child of it.
lab_entered() {
  [[ ${LAB_ENTERED:-} == yes && $$ == 1 ]] && unset LAB_ENTERED
}

# lab_end STATUS: ends early, below whatever bar a terminal shows.
lab_end() {
  if [[ -t 2 ]]; then
    echo >&2
  fi
  exit "$1"
}

# Readies the sandbox, as its first process.
lab_settle() {
  # The first process of a PID namespace ignores what it has not asked for.
  trap 'lab_end 130' INT
  trap 'lab_end 143' TERM HUP
  mount -t tmpfs -o mode=755 lab /run
  mkdir /run/netns /run/lab
  # A container that hides parts of /proc may not mount it anew. The lab works with the old one, which shows other PIDs.
  mount -t proc proc /proc 2>/dev/null || true
  ip link set lo up
}

# ---------------------------------------------------------------------------------------------------- network

# lab_in NAMESPACE COMMAND...: becomes a command in a namespace of the lab; call it in a subshell or in the background.
lab_in() {
  local namespace=$1
  shift
  exec nsenter --net="/run/netns/$namespace" -- "$@"
}

# lab_clients N: the names of the client namespaces.
lab_clients() {
  local i
  for ((i = 1; i <= $1; i++)); do
    echo "c$i"
  done
}

# What every namespace is set to, whatever the host is set to: forward, filter nothing, say nothing unasked. A server's full
# queues look like the race, so they are long; and where br_netfilter is loaded, bridged packets would see conntrack twice.
# shellcheck disable=SC2016
readonly lab_settings='
  set_to() {
    if [[ -w /proc/sys/net/$1 ]]; then
      echo "$2" >"/proc/sys/net/$1"
    fi
  }
  set_to ipv4/ip_forward 1
  set_to ipv4/conf/all/rp_filter 0
  set_to ipv4/conf/default/rp_filter 0
  set_to ipv4/tcp_max_syn_backlog 65535
  if [[ $1 == inet6 ]]; then
    set_to ipv6/conf/all/forwarding 1
    set_to ipv6/conf/default/accept_dad 0
    set_to ipv6/conf/default/addr_gen_mode 1
  else
    set_to ipv6/conf/default/disable_ipv6 1
  fi
  set_to core/somaxconn 65535
  set_to bridge/bridge-nf-call-iptables 0'

# lab_network CLIENTS RULE: builds the whole network, with nothing in it that ever was.
lab_network() {
  local clients=$1 rule=$2 i namespace
  local nat_mac=02:42:0a:63:00:01 srv_mac=02:42:0a:63:00:02 bridge_mac=02:42:ac:11:00:01
  for namespace in nat srv $(lab_clients "$clients"); do
    ip netns add "$namespace"
    (lab_in "$namespace" bash -c "$lab_settings" settings "$lab_family")
  done
  {
    echo "link add eth0 address $nat_mac netns nat type veth peer name eth0 address $srv_mac netns srv"
    for ((i = 1; i <= clients; i++)); do
      echo "link add veth$i netns nat type veth peer name eth0 address $(lab_client_mac "$i") netns c$i"
    done
  } | ip -batch -

  # Neighbours are permanent: the first SYN finds what the last one does.
  ip -n nat -batch - <<END
link set lo up
link add docker0 address $bridge_mac type bridge stp_state 0 forward_delay 0 mcast_snooping 0
$(for ((i = 1; i <= clients; i++)); do echo "link set veth$i master docker0 up"; done)
link set docker0 up
addr add $lab_client_gateway/${lab_client_net#*/} dev docker0
$(for ((i = 1; i <= clients; i++)); do echo "neigh add $(lab_client_address "$i") lladdr $(lab_client_mac "$i") dev docker0"; done)
link set eth0 up
addr add $lab_server_gateway/${lab_server_net#*/} dev eth0
neigh add $lab_server lladdr $srv_mac dev eth0
END
  ip -n srv -batch - <<END
link set lo up
link set eth0 up
addr add $lab_server/${lab_server_net#*/} dev eth0
neigh add $lab_server_gateway lladdr $nat_mac dev eth0
route add default via $lab_server_gateway
END
  for ((i = 1; i <= clients; i++)); do
    ip -n "c$i" -batch - <<END
link set lo up
link set eth0 up
addr add $(lab_client_address "$i")/${lab_client_net#*/} dev eth0
neigh add $lab_client_gateway lladdr $bridge_mac dev eth0
route add default via $lab_client_gateway
END
  done
  lab_rule "$rule"
}

lab_client_address() {
  if [[ $lab_family == inet6 ]]; then
    printf 'fd00:17::%x\n' $(($1 + 1))
  else
    echo "172.17.0.$(($1 + 1))"
  fi
}

lab_client_mac() {
  printf '02:42:ac:11:00:%02x\n' $(($1 + 1))
}

# lab_network_down CLIENTS: takes the network away, with its conntrack entries and counters.
lab_network_down() {
  {
    printf 'netns del %s\n' nat srv
    lab_clients "$1" | sed 's/^/netns del /'
  } | ip -batch -
}

# lab_rule RULE: sets what the router does to the connections of the clients, in place of what it did.
lab_rule() {
  (lab_in nat nft -f - < <(lab_ruleset "$1"))
}

# lab_check_rule RULE: ends with a clear word if nft has something against a rule.
lab_check_rule() {
  local error
  if error=$(nft --check -f - < <(lab_ruleset "$1") 2>&1); then
    return
  fi
  error=${error%%$'\n'*}
  error=${error#*: Error: }
  case $error in
    'Could not process rule'*) lab_fail "--rule: this kernel does not know '$1' ($error)" ;;
    *) lab_usage "--rule: nft does not understand '$1' ($error)" ;;
  esac
}

# lab_ruleset RULE: the router's rules as nft reads them. RULE ends a rule that has picked the clients' TCP, as Docker's does;
# it may match further (a port range needs no more than "masquerade to :20000-20499"). The rest is masqueraded plainly.
lab_ruleset() {
  cat <<END
table $lab_nft lab
delete table $lab_nft lab
table $lab_nft lab {
  chain postrouting {
    type nat hook postrouting priority 100
    $lab_nft saddr $lab_client_net oifname != "docker0" meta l4proto tcp $1
    $lab_nft saddr $lab_client_net oifname != "docker0" meta l4proto != tcp masquerade
  }
}
END
}

# lab_snapshot NAMESPACE: the counters of a namespace, in the kernel's own text.
lab_snapshot() {
  local files=() file
  # Without the file, the counters can be had by netlink, and the probe writes the same text. Only the router counts.
  if [[ $1 == nat && ! -e /proc/net/stat/nf_conntrack ]]; then
    (lab_in nat "$(lab_java)" "${lab_jvm[@]}" -jar "$lab_probe_jar" snapshot 2>/dev/null) || true
    return
  fi
  for file in /proc/net/stat/nf_conntrack /proc/net/netstat /proc/net/snmp \
    /proc/sys/net/netfilter/nf_conntrack_count /proc/sys/net/netfilter/nf_conntrack_max \
    /sys/devices/system/cpu/possible /proc/sys/kernel/osrelease; do
    # What this kernel does not have is left out. Every namespace has what one has.
    if [[ -e $file ]]; then
      files+=("$file")
    fi
  done
  (lab_in "$1" tail -n +1 "${files[@]}")
}

# lab_snapshots DIR WHEN CLIENTS: snapshots of every namespace, as DIR/NAMESPACE.WHEN.
lab_snapshots() {
  local namespace
  for namespace in nat srv $(lab_clients "$3"); do
    lab_snapshot "$namespace" >"$1/$namespace.$2"
  done
}

# ---------------------------------------------------------------------------------------------------- runs

# A JVM of the lab: no files outside of the sandbox, no collector threads on the racing CPUs.
readonly lab_jvm=(-XX:-UsePerfData -Djava.io.tmpdir=/run/lab -XX:+UseSerialGC -Xms64m -Xmx256m)

# lab_start_server LOG ARGUMENT...: starts the server in its namespace and returns when it listens. Sets lab_server_pid, and
# lab_start_millis to the time that took, by which others may reckon how fast a JVM starts here and now.
lab_start_server() {
  local log=$1 port i began=${EPOCHREALTIME/[.,]/}
  shift
  (lab_in srv "$(lab_java)" "${lab_jvm[@]}" -jar "$lab_server_jar" \
    --local-addr "$lab_target" --backlog 65535 "$@") >"$log" 2>&1 </dev/null &
  lab_server_pid=$!
  port=$(printf ':%04X ' "$lab_server_port")
  for ((i = 0; i < 600; i++)); do
    # 0A is LISTEN.
    if (lab_in srv grep -qs "$port.* 0A " /proc/net/tcp /proc/net/tcp6); then
      # shellcheck disable=SC2034 # for the caller
      lab_start_millis=$(((${EPOCHREALTIME/[.,]/} - began) / 1000))
      return
    fi
    kill -0 "$lab_server_pid" 2>/dev/null || lab_fail "the server ended: $(tail -n 1 "$log")"
    lab_pause 0.05
  done
  lab_fail "the server does not listen after 30 s: $(tail -n 1 "$log")"
}

# lab_start_client I CPU LOG ARGUMENT...: starts client I on a CPU of its own, and sets lab_client_pid. The optimizing compiler would
# take that CPU from the connects for too long; the quick one is done before the first of them.
lab_start_client() {
  local i=$1 cpu=$2 log=$3
  shift 3
  (lab_in "c$i" taskset -c "$cpu" "$(lab_java)" "${lab_jvm[@]}" -XX:TieredStopAtLevel=1 -jar "$lab_client_jar" \
    --remote-addr "$lab_target" "$@") >"$log" 2>&1 </dev/null &
  # shellcheck disable=SC2034 # for the caller
  lab_client_pid=$!
}

# lab_stop PID: ends a program of the lab, by force if it does not end by itself within 5 s.
lab_stop() {
  local i
  kill -TERM "$1" 2>/dev/null || true
  for ((i = 0; i < 100; i++)); do
    kill -0 "$1" 2>/dev/null || break
    lab_pause 0.05
  done
  kill -KILL "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# lab_pause SECONDS: waits without a process.
lab_pause() {
  if [[ -z ${lab_silence:-} ]]; then
    exec {lab_silence}<> <(:)
  fi
  read -r -t "$1" -u "$lab_silence" || true
}

# lab_instant MILLIS: the instant so many milliseconds from now, as the client's --start-at takes it.
lab_instant() {
  local millis=$((${EPOCHREALTIME/[.,]/} / 1000 + $1))
  TZ=UTC printf '%(%Y-%m-%dT%H:%M:%S)T.%03dZ\n' $((millis / 1000)) $((millis % 1000))
}

# The CPUs that this process may run on, one per line.
lab_cpus() {
  local range
  for range in $(sed -n 's/^Cpus_allowed_list:\t//p' /proc/self/status | tr , ' '); do
    seq "${range%-*}" "${range#*-}"
  done
}

# lab_micros DURATION: a duration such as 500us, 1ms or 2s, in microseconds; fails for anything else.
lab_micros() {
  [[ $1 =~ ^([1-9][0-9]{0,8})(us|ms|s)$ ]] || return 1
  case ${BASH_REMATCH[2]} in
    us) echo "${BASH_REMATCH[1]}" ;;
    ms) echo "$((BASH_REMATCH[1] * 1000))" ;;
    s) echo "$((BASH_REMATCH[1] * 1000000))" ;;
  esac
}
