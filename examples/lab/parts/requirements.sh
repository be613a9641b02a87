# shellcheck shell=bash
# What the lab needs of this machine; what is missing is installed where it may be, or named with what installs it.

# Makes sure that the lab can be built here.
lab_require() {
  lab_check_keep
  lab_require_tools
  lab_require_sandbox
  lab_require_programs
}

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
      *:qemu-system-x86_64) echo qemu-system-x86 ;;
      apt-get:busybox) echo busybox-static ;;
      *:busybox) echo busybox ;;
      *:depmod) echo kmod ;;
      *:cpio) echo cpio ;;
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

# Makes sure that this user may build a sandbox, or says what forbids it and what to do.
lab_require_sandbox() {
  local error
  # What lab_settle and lab_network do, in short.
  error=$(lab_sandbox bash -c '
    set -e
    mount -t tmpfs lab /run
    mount -t proc proc /proc 2>/dev/null || true
    echo 1 >/proc/sys/net/ipv4/ip_forward' 2>&1) || lab_fail "$(lab_refusal "$error")"
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
    echo "AppArmor forbids user namespaces to ordinary users (Ubuntu 23.10 and later);" \
      "run as root, or: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
  elif [[ $(lab_setting kernel/unprivileged_userns_clone) == 0 ]]; then
    echo "the kernel forbids user namespaces to ordinary users;" \
      "run as root, or: sudo sysctl -w kernel.unprivileged_userns_clone=1"
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
