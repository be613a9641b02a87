#!/usr/bin/env bash
# trace.sh CASE: on the lab's router, lets conntrack-probe trace see a fault, and prints the truth beside it, a word and a number a line.
# What the trace wrote is in the directory that TRACE_DIR names; TRACE_TAPS are more options for it. The truth is what rules, counters and clients counted.
set -euo pipefail

server=10.99.0.2:8080
dir=$TRACE_DIR
read -ra taps <<<"${TRACE_TAPS:-}"
# The range of the router's rule, if it has one.
ports=$(nft list ruleset | sed -n 's/.*masquerade to :\([0-9-]*\).*/\1/p')
target=$server

serve() {
  mkfifo /run/lab/server.log
  on srv server >/dev/null 2>/run/lab/server.log &
  server_pid=$!
  # It says where it listens.
  exec {log}</run/lab/server.log
  read -r -t 60 -u "$log" _
  cat <&"$log" >/dev/null &
}

# dial MILLIS ARGUMENT...: what client 1 is to do.
dial() {
  printf 'on c1 client --remote-addr %s --source-ports 2000-31999 --json /run/lab/c1.json --timeout-ms %s >/dev/null 2>&1 || true' \
    "$target" "$*"
}

# lockstep N: what two clients do at one instant, N times.
lockstep() {
  local i at lines=''
  at=$(date -u -d '6 seconds' +%FT%TZ)
  for i in 1 2; do
    lines+="on c$i taskset -c $(((i - 1) % $(nproc))) client --remote-addr $target --lockstep 1ms --start-at $at --source-ports 2000-31999
      --connections $1 --timeout-ms 200 --json /run/lab/c$i.json >/dev/null 2>&1 & "
  done
  echo "${lines//$'\n'/ } wait"
}

trace() {
  probe trace --to "$target" "${taps[@]}" --json --output "$dir/trace" -- bash -c "$1" 2>"$dir/trace.err" || echo "exit $?"
}

# capture DEVICE NAME: has tcpdump write DEVICE's first packets of connections to NAME.pcap, and returns when it does.
capture() {
  tcpdump -i "$1" -Z root -s 200 -B 16384 -U -w "$dir/$2.pcap" 'ip[9] == 6 and tcp[13] & 2 != 0' 2>"$dir/$2.log" &
  captures+=("$!")
  await_text "$dir/$2.log" listening
}

# await_text FILE TEXT: waits until it is there, for a minute at the most.
await_text() {
  local i
  for ((i = 0; i < 600; i++)); do
    if grep -qs "$2" "$1"; then return; fi
    read -r -t 0.1 _ <> <(:) || true
  done
}

timeouts() {
  local i count
  for i in "$@"; do
    # An outcome that no connect had is not in the file.
    count=$(sed -n 's/.*"TIMED_OUT" *: *\([0-9]*\).*/\1/p' "/run/lab/c$i.json" | head -n 1)
    echo "timeouts.c$i ${count:-0}"
  done
}

insert_failed() {
  local header cpu=0 row i
  {
    read -ra header
    while read -ra row; do
      for i in "${!header[@]}"; do
        if [[ ${header[i]} == insert_failed ]]; then
          echo "insert_failed.cpu$cpu $((16#${row[i]}))"
        fi
      done
      cpu=$((cpu + 1))
    done
  } </proc/net/stat/nf_conntrack
}

# counted NAMESPACE: what the counter called truth counted there.
counted() {
  echo "counted $(on "$1" nft list counter inet truth dropped | sed -n 's/.*packets \([0-9]*\).*/\1/p')"
}

# drop NAMESPACE HOOK PRIORITY MATCH: drops what matches, and counts it.
drop() {
  on "$1" nft -f - <<END
    table inet truth {
      counter dropped { }
      chain drops {
        type filter hook $2 priority $3;
        $4 counter name dropped drop
      }
    }
END
}

readonly some_syns='tcp flags & (syn | ack) == syn numgen random mod 100 < 20'
readonly some_answers='tcp flags & (syn | ack) == syn | ack numgen random mod 100 < 20'

case $1 in
  race)
    serve
    trace "$(lockstep 3000)"
    timeouts 1 2
    insert_failed
    ;;
  captured)
    if ! command -v tcpdump >/dev/null; then
      echo "tcpdump 0"
      exit
    fi
    serve
    captures=()
    capture docker0 inside
    capture eth0 outside
    trace "$(lockstep 3000)"
    for pid in "${captures[@]}"; do
      kill -INT "$pid"
      wait "$pid" || true
    done
    probe trace --inside-pcap "$dir/inside.pcap" --outside-pcap "$dir/outside.pcap" --to "$target" --json \
      >"$dir/captured"
    timeouts 1 2
    insert_failed
    ;;
  published)
    # As Docker publishes a port: the target that is asked for is the router's, and stands for the server.
    nft -f - <<<'table ip published { chain in { type nat hook prerouting priority -100; ip daddr 172.17.0.1 tcp dport 80 dnat to 10.99.0.2:8080; }; }'
    target=172.17.0.1:80
    serve
    trace "$(lockstep 3000)"
    timeouts 1 2
    insert_failed
    ;;
  ports)
    # Every port is held by a connection that stays: the kernel gives those of closed ones to others.
    on srv sysctl -q -w net.core.somaxconn=4096
    serve
    kill -STOP "$server_pid"
    mkfifo /run/lab/held
    # shellcheck disable=SC2016
    on c2 bash -c 'for ((i = $1; i <= $2; i++)); do exec {held}<>"/dev/tcp/${3/:/\/}"; done; echo; exec sleep 60' \
      hold "${ports%-*}" "${ports#*-}" "$server" >/run/lab/held &
    holder=$!
    read -r -t 60 _ </run/lab/held
    trace "$(dial 200 --rate 300 --connections 700)"
    timeouts 1
    insert_failed
    kill "$holder"
    ;;
  before)
    serve
    drop nat forward 0 "$some_syns"
    trace "$(dial 200 --rate 300 --connections 400)"
    timeouts 1
    counted nat
    ;;
  behind)
    serve
    drop nat postrouting 200 "$some_syns"
    trace "$(dial 200 --rate 300 --connections 400)"
    timeouts 1
    counted nat
    ;;
  beyond)
    serve
    drop srv prerouting -400 "$some_syns"
    trace "$(dial 200 --rate 300 --connections 400)"
    timeouts 1
    counted srv
    ;;
  answer)
    serve
    drop nat forward 0 "$some_answers"
    trace "$(dial 200 --rate 300 --connections 400)"
    timeouts 1
    counted nat
    ;;
  slow)
    # Patient clients: their SYNs are sent again, and come through after all.
    serve
    drop nat forward 0 "$some_syns"
    trace "$(dial 20000 --rate 100 --connections 100)"
    timeouts 1
    counted nat
    ;;
  queue-of-accepts)
    on srv sysctl -q -w net.core.somaxconn=4
    serve
    kill -STOP "$server_pid"
    trace "$(dial 200 --rate 300 --connections 400)"
    kill -CONT "$server_pid"
    timeouts 1
    ;;
  reverse-path)
    serve
    sysctl -q -w net.ipv4.conf.docker0.rp_filter=1
    ip route add 172.17.0.2/32 dev eth0
    trace "$(dial 200 --rate 300 --connections 400)"
    timeouts 1
    ;;
  packet-queue)
    # A queue that takes four packets, and whose reader never lets one go.
    serve
    "$QUEUE_JAVA" -cp "$QUEUE_CLASSPATH" io.github.snatrace.examples.lab.FullQueue 7 4 >"$dir/queue.out" &
    queue_pid=$!
    await_text "$dir/queue.out" 7
    iptables-nft -A FORWARD -p tcp --syn -j NFQUEUE --queue-num 7
    trace "$(dial 200 --rate 300 --connections 400)"
    timeouts 1
    kill "$queue_pid"
    ;;
  rights)
    # Root of the lab without its privileges, but for one.
    for right in none net_raw net_admin; do
      bounds=-all
      if [[ $right != none ]]; then bounds+=,+$right; fi
      for way in rules sockets; do
        taps=()
        if [[ $way == sockets ]]; then taps=(--inside docker0 --outside eth0); fi
        status=0
        setpriv --bounding-set "$bounds" --inh-caps -all -- "$QUEUE_JAVA" -Djava.io.tmpdir=/run/lab \
          -cp "$QUEUE_CLASSPATH" io.github.snatrace.probe.cli.Main trace --to "$target" "${taps[@]}" \
          --duration 200ms >"$dir/$way.$right" 2>&1 || status=$?
        echo "$way.$right $status"
      done
    done
    ;;
  killed)
    probe trace --to "$target" 2>"$dir/trace.err" >"$dir/trace" &
    pid=$!
    await_text "$dir/trace.err" following
    echo "tables $(nft list tables | grep -c snat_race_trace || true)"
    kill -KILL "$pid"
    for ((i = 0; i < 600; i++)); do
      if [[ $(nft list tables) != *snat_race_trace* ]]; then break; fi
      read -r -t 0.1 _ <> <(:) || true
    done
    echo "tables.after $(nft list tables | grep -c snat_race_trace || true)"
    echo "processes.after $(grep -lsx nft /proc/[0-9]*/comm | wc -l)"
    ;;
esac
