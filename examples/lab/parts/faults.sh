# shellcheck shell=bash
# The steps that faults are made of. Sourced by fault, after the lab.

# Rules that let everything pass and remember it: connects by the client's port, so that a SYN that is sent again is the
# same connect, and packets. They see a packet before connection tracking does.
readonly tap_of_a_client='
table ip tap {
  set asked { type inet_service; size 65535; flags dynamic; }
  set again { type inet_service; size 65535; flags dynamic; }
  set answered { type inet_service; size 65535; flags dynamic; }
  chain out {
    type filter hook output priority -400
    oifname "eth0" tcp flags & (syn | ack) == syn tcp sport @asked add @again { tcp sport }
    oifname "eth0" tcp flags & (syn | ack) == syn add @asked { tcp sport }
  }
  chain in {
    type filter hook prerouting priority -400
    iifname "eth0" tcp flags & (syn | ack) == syn | ack add @answered { tcp dport }
  }
}'
readonly tap_of_the_router='
table ip tap {
  set lost { type ipv4_addr . inet_service; size 65535; flags dynamic; }
  counter rejected { }
  chain passing { type filter hook forward priority 0; }
}'
readonly tap_of_the_server='
table ip tap {
  set asked { type inet_service; size 65535; flags dynamic; }
  set answered { type inet_service; size 65535; flags dynamic; }
  counter syns { }
  counter synacks { }
  counter resets { }
  chain in {
    type filter hook prerouting priority -400
    tcp flags & (syn | ack) == syn counter name syns add @asked { tcp sport }
  }
  chain out {
    type filter hook output priority -400
    tcp flags & (syn | ack) == syn | ack counter name synacks add @answered { tcp dport }
    tcp flags & rst != 0 counter name resets
  }
}'

# The server that a bystander connects to, which is well.
readonly well_port=8081

# connects NAMESPACE SET: how many connects a tap remembers.
connects() {
  (lab_in "$1" nft list set ip tap "$2") \
    | awk '/elements = \{/ { n = 1 } n { n += gsub(",", ",") } END { print n + 0 }'
}

# packets NAMESPACE COUNTER: how many packets a tap counted.
packets() {
  (lab_in "$1" nft list counter ip tap "$2") | sed -n 's/.*packets \([0-9]*\).*/\1/p'
}

# remembered NAMESPACE SET: the ports of these connects.
remembered() {
  (lab_in "$1" nft list set ip tap "$2") | sed -n '/elements = {/,/}/p' | grep -o '[0-9]*' | sort -u
}

# stalled: how many connects of the measured clients got no answer, or asked again.
stalled() {
  local i sum=0
  for ((i = 1; i <= measured; i++)); do
    sum=$((sum + $(sort -u <(remembered "c$i" again) \
      <(comm -23 <(remembered "c$i" asked) <(remembered "c$i" answered)) | wc -l)))
  done
  echo "$sum"
}

# network RULE [CLIENTS [MEASURED]]: the network with its taps, and how many of the clients are measured: all of them.
# The last client is a bystander where there is one.
network() {
  local i
  clients=${2:-1}
  measured=${3:-$clients}
  if [[ $variant == busy || $variant == well ]]; then
    clients=$((clients + 1))
  fi
  lab_network "$clients" "$1"
  for ((i = 1; i <= clients; i++)); do
    nft_in "c$i" "$tap_of_a_client"
  done
  nft_in nat "$tap_of_the_router"
  nft_in srv "$tap_of_the_server"
}

# nft_in NAMESPACE RULES: adds rules.
nft_in() {
  (lab_in "$1" nft -f - <<<"$2")
}

# set_in NAMESPACE NAME VALUE: sets a kernel setting by its path under /proc/sys/net.
set_in() {
  # shellcheck disable=SC2016
  (lab_in "$1" bash -c 'echo "$2" >"/proc/sys/net/$1"' set_in "$2" "$3")
}

serve() {
  lab_start_server "$dir/srv.log"
}

# A server that accepts no more, but whose kernel goes on.
stop_serving() {
  kill -STOP "$lab_server_pid"
}

before() {
  if ((traced)); then
    trace
  fi
  lab_snapshots "$dir" before "$clients"
  if [[ $variant == busy || $variant == well ]]; then
    bystander
  fi
}

# bystander: lets the last client connect all the time, to the same server or to one that is well.
bystander() {
  local server=$lab_server_pid started=${lab_start_millis:-} target=()
  if [[ $variant == well ]]; then
    lab_listen "$dir/well.log" srv "$well_port" "$(lab_java)" "${lab_jvm[@]}" -jar "$lab_server_jar" \
      --local-addr "$lab_server:$well_port"
    well_server=$lab_server_pid
    lab_server_pid=$server
    lab_start_millis=${started:-$lab_start_millis}
    target=(--remote-addr "$lab_server:$well_port")
  fi
  (lab_in "c$clients" "$(lab_java)" "${lab_jvm[@]}" -jar "$lab_client_jar" \
    --remote-addr "$lab_target" "${target[@]}" --source-ports 40000-59999 --rate 200 --duration 60s) \
    >"$dir/bystander.log" 2>&1 </dev/null &
  bystander=$!
}

# strike COMMAND...: provokes the fault, now or in the middle of the run.
strike() {
  if [[ $variant == midway ]]; then
    strikes+=("${*@Q}")
  else
    "$@"
  fi
}

# trace: follows every SYN on the router from here on; sets tracer.
trace() {
  local i
  (lab_in nat "$(lab_java)" "${lab_jvm[@]}" -jar "$lab_probe_jar" trace --to "$lab_target" --json \
    --output "$dir/trace") 2>"$dir/trace.log" </dev/null &
  tracer=$!
  for ((i = 0; i < 600; i++)); do
    if grep -qs following "$dir/trace.log"; then
      return
    fi
    kill -0 "$tracer" 2>/dev/null || lab_fail "the trace ended: $(tail -n 1 "$dir/trace.log")"
    lab_pause 0.05
  done
  lab_fail "the trace follows nothing after 30 s: $(tail -n 1 "$dir/trace.log")"
}

# start I ARGUMENT...: starts client I, and sets pids[I].
start() {
  local i=$1
  shift
  lab_start_client "$i" "${cpus[(i - 1) % ${#cpus[@]}]}" "$dir/c$i.log" --json "$dir/c$i.json" "$@"
  pids[i]=$lab_client_pid
}

# finish I...: waits for clients.
finish() {
  local i
  for i in "$@"; do
    lab_finish "c$i" "${pids[i]}" "$dir/c$i.log"
  done
}

# dial RATE CONNECTS [ARGUMENT...]: a run of client 1, from ports of its own so that taps can tell connects apart. Where
# the fault strikes in the middle of it, the run is longer by what goes well before.
dial() {
  local rate=$1 connects=$2 timeout=() blow
  shift 2
  if [[ $variant == patient && $* != *--timeout-ms* ]]; then
    timeout=(--timeout-ms 2500)
  fi
  if [[ $variant == midway ]]; then
    connects=$((connects + 2 * rate))
  fi
  start 1 --source-ports 2000-31999 --rate "$rate" --connections "$connects" "${timeout[@]}" "$@"
  if ((${#strikes[@]})); then
    pause $(($(lead) + 1000))
    for blow in "${strikes[@]}"; do
      eval "$blow"
    done
  fi
  finish 1
}

after() {
  if [[ -n $bystander ]]; then
    lab_stop "$bystander"
  fi
  lab_snapshots "$dir" after "$clients"
  if ((traced)); then
    # It follows what is under way to its end.
    kill -TERM "$tracer"
    lab_finish trace "$tracer" "$dir/trace.log"
  fi
}

# truth CAUSE COUNT: what was provoked.
truth() {
  printf '%s %s\n' "$@" >>"$dir/truth"
}

# within PERCENT: how far counts may be off, where the kernel does not count each cause by itself.
within() {
  echo "$1" >"$dir/tolerance"
}

# untold REASON: why counters alone cannot tell what it is.
untold() {
  echo "$1" >"$dir/untold"
}

# skip REASON: this fault cannot be provoked here.
skip() {
  echo "$1" >"$dir/skipped"
}

# begin MILLIS: an instant so long after clients that start now will have started.
begin() {
  lab_instant "$(lab_millis $(($(lead) + $1)))"
}

# lead: the milliseconds that takes.
lead() {
  echo $((1000 + 2 * lab_start_millis))
}

# pause MILLIS: waits.
pause() {
  lab_pause "$(($1 / 1000)).$(printf '%03d' $(($1 % 1000)))"
}

# lose PERCENT: the router loses so many of the SYNs, and remembers which.
lose() {
  local share=
  # nft refuses a condition that always holds.
  if (($1 < 100)); then
    share="numgen random mod 100 < $1"
  fi
  nft_in nat "add rule ip tap passing tcp flags & (syn | ack) == syn $share \
    add @lost { ip saddr . tcp sport } drop"
}

# queue_full N: the router's SYNs go through a queue of N packets that nobody takes out; sets reader.
queue_full() {
  local i
  (lab_in nat "$(lab_java)" "${lab_jvm[@]}" -cp "$lab_examples:$lab_probe_jar" \
    io.github.snatrace.examples.lab.FullQueue 7 "$1") >"$dir/queue.log" 2>&1 </dev/null &
  reader=$!
  for ((i = 0; i < 600; i++)); do
    if [[ -s $dir/queue.log ]]; then
      break
    fi
    lab_pause 0.05
  done
  [[ $(<"$dir/queue.log") == 7 ]] || lab_fail "the queue is not there: $(tail -n 1 "$dir/queue.log")"
  (lab_in nat iptables-nft -A FORWARD -p tcp --syn -j NFQUEUE --queue-num 7)
}

# reject WITH: the router rejects every SYN, and counts that.
reject() {
  nft_in nat "add rule ip tap passing tcp flags & (syn | ack) == syn counter name rejected reject with $1"
}

# race TICKS: two clients in lockstep.
race() {
  local i at patience=500
  at=$(begin 0)
  if [[ $variant == patient ]]; then
    patience=2500
  fi
  for i in 1 2; do
    start "$i" --lockstep 1ms --start-at "$at" --source-ports 2000-31999 --connections "$1" --timeout-ms "$patience"
  done
}

# hold I N: client I opens N connections that nobody accepts and holds them; sets holder.
hold() {
  # shellcheck disable=SC2016
  (lab_in "c$1" bash -c '
    for ((i = 0; i < $3; i++)); do
      exec {held}<>"/dev/tcp/$1/$2"
    done
    echo held
    exec sleep infinity' holder "$lab_server" "$lab_server_port" "$2") >"$dir/holder.log" 2>&1 </dev/null &
  holder=$!
  for ((i = 0; i < 600; i++)); do
    if [[ -s $dir/holder.log ]]; then
      break
    fi
    lab_pause 0.1
  done
  [[ $(<"$dir/holder.log") == held ]] || lab_fail "$2 ports could not be held: $(tail -n 1 "$dir/holder.log")"
}

# ports_held N: a NAT of N ports, each held by a connection of client 2.
ports_held() {
  network "masquerade to :20000-$((20000 + $1 - 1))" 2 1
  serve
  stop_serving
  strike hold 2 "$1"
  before
  dial 300 400
  after
  truth SNAT_PORTS_EXHAUSTED "$(stalled)"
  if [[ $variant == midway ]] && (($1 < 32)); then
    untold 'the NAT does not search so few ports, so that found does not move, and losers of a race look the same'
  fi
  kill "$holder"
}

# time_waits: the router forgets closed connections sooner than the server does, and gives their ports to others.
time_waits() {
  network 'masquerade to :20000-22999 fully-random'
  set_in nat netfilter/nf_conntrack_tcp_timeout_time_wait 1
  set_in nat netfilter/nf_conntrack_tcp_timeout_close 1
  # The client's first FIN of each connection is lost, so that the server is the one that closes first.
  nft_in nat 'table ip tap {
    set finished { type inet_service; size 65535; flags dynamic; }
    chain closing {
      type filter hook prerouting priority -400
      iifname "docker0" tcp flags & fin == fin tcp sport != @finished add @finished { tcp sport } drop
    }
  }'
  serve
}

measure_time_waits() {
  before
  dial 500 2000 --close fin --timeout-ms 5000
  after
  # A SYN that meets a TIME_WAIT of a connection that could have gone on is answered, but not by a SYN/ACK.
  truth SERVER_TIME_WAIT $(($(packets srv syns) - $(packets srv synacks)))
}

# fill_table [NAMESPACE]: fills a table, the router's, with connections that look alive, so that none of them is evicted.
fill_table() {
  local most namespace=${1:-nat}
  most=$(lab_setting net/netfilter/nf_conntrack_max)
  awk -v most="$most" -v alive='--state ESTABLISHED -u ASSURED,SEEN_REPLY -t 600' 'BEGIN {
    for (i = 0; i <= most; i++) {
      printf "-I -p tcp -s 198.18.%d.%d -d 198.51.100.1 --sport %d --dport 80 %s\n",
        int(i / 256) % 256, i % 256, 1024 + int(i / 65536), alive
    }
  }' | (lab_in "$namespace" conntrack --load-file -) >"$dir/conntrack.log" 2>&1 || true
}
