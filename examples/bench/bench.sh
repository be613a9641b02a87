# shellcheck shell=bash
# The benchmarks, a function each, and what they share. Sourced by run, after the lab; sourcing it sets names, nothing
# else.
#
# A benchmark runs its subjects in turn, round by round, and notes what it ran, or what it saw. It derives nothing and
# never judges: that is the report's.

readonly bench_c=$lab_root/examples/target/bench
readonly bench_address=127.0.0.1
readonly bench_port=8080

# ---------------------------------------------------------------------------------------------------- yardsticks

bench_require_compiler() {
  command -v cc >/dev/null || lab_fail "missing: cc, to compile the yardsticks. Install gcc or clang."
}

bench_compile() {
  local source=$lab_home/../bench/c name
  mkdir -p "$bench_c"
  for name in ceiling flight lockstep; do
    if [[ ! $bench_c/$name -nt $source/$name.c ]]; then
      cc -std=c11 -O2 -pthread -o "$bench_c/$name" "$source/$name.c" >&2 \
        || lab_fail "$name.c does not compile (see above)"
    fi
  done
}

# ---------------------------------------------------------------------------------------------------- samples

# sample METRIC SUBJECT ROUND VALUE: notes a measurement.
sample() {
  [[ -n $4 ]] || lab_fail "$1 of $2 was not measured in round $3 (--keep DIR keeps the logs)"
  printf '%s\t%s\t%s\t%s\n' "$@" >>"$samples"
}

# ran BENCHMARK SUBJECT ROUND: notes a run, whose files are in $dir; the report knows what follows from them.
ran() {
  printf '%s\t%s\t%s\t%s\n' "$@" "$dir" >>"$samples"
}

# millis MICROS: microseconds, in milliseconds.
millis() {
  printf '%d.%03d\n' $(($1 / 1000)) $(($1 % 1000))
}

# note TEXT: says what a reader of the table must know.
note() {
  lab_say "$1"
  printf '* %s\n' "$1" >>"$notes"
}

# field FILE KEY: the value of KEY=VALUE in the output of a yardstick.
field() {
  tr ' ' '\n' <"$1" | sed -n "s/^$2=//p" | tail -n 1
}

# in_turn ROUND SUBJECT...: the subjects, one per line; the other way round in every other round, so that drift cancels.
in_turn() {
  local round=$1
  shift
  if ((round % 2)); then
    printf '%s\n' "$@"
  else
    printf '%s\n' "$@" | tac
  fi
}

# ---------------------------------------------------------------------------------------------------- processes

# bench_client LOG ARGUMENT...: runs the client as users do.
bench_client() {
  local log=$1
  shift
  "$(lab_java)" -jar "$lab_client_jar" -r "$bench_address:$bench_port" "$@" >"$log" 2>&1 </dev/null &
  lab_finish "the client" "$!" "$log"
}

# bench_serve DIR: starts the server as users do.
bench_serve() {
  lab_listen "$1/server.log" - "$bench_port" "$(lab_java)" -jar "$lab_server_jar" -r "$bench_address:$bench_port" -c 2
}

# bench_accept DIR: starts its yardstick.
bench_accept() {
  lab_listen "$1/accept.log" - "$bench_port" "$bench_c/ceiling" accept "$bench_address" "$bench_port" 2
}

# ---------------------------------------------------------------------------------------------------- rate

# Connects a second, dialer and acceptor together, two threads each.
bench_rate() {
  local seconds round subject dir
  seconds=$((quick ? 6 : 30))
  for ((round = 1; round <= rounds; round++)); do
    while read -r subject; do
      dir=$runs/rate/$round/${subject// /-}
      mkdir -p "$dir"
      lab_say "rate, round $round of $rounds: $subject, $seconds s"
      case $subject in
        ours) rate_of_ours ;;
        'C, epoll') rate_of_c epoll ;;
        *) rate_of_c look ;;
      esac
    done < <(in_turn "$round" ours 'C, epoll' 'C, look at once')
  done
}

rate_of_ours() {
  bench_serve "$dir"
  bench_client "$dir/client.log" -c 64 -d 0 --event-loops 2 --duration "${seconds}s" -s 1 --json "$dir/client.json"
  lab_stop "$lab_server_pid"
  ran rate ours "$round"
}

rate_of_c() {
  bench_accept "$dir"
  "$bench_c/ceiling" dial "$1" "$bench_address" "$bench_port" 2 64 "$seconds" >"$dir/dial.log" </dev/null
  lab_stop "$lab_server_pid"
  ran rate "$subject" "$round"
}

# ---------------------------------------------------------------------------------------------------- sharpness

# Pairs that race under plain masquerade: JVMs in the lab as race starts them, and C programs in their place.
bench_sharpness() {
  race_in_turn sharpness $((quick ? 2000 : 20000))
}

# The same, while another program keeps each of the CPUs busy.
bench_busy() {
  local cpu others=()
  for cpu in $(lab_cpus); do
    taskset -c "$cpu" bash -c 'while :; do :; done' &
    others+=("$!")
  done
  race_in_turn busy 2000
  kill "${others[@]}"
}

# race_in_turn BENCHMARK PAIRS
race_in_turn() {
  local ticks=$2 round subject dir cpus low=2000 high
  high=$((low + ticks - 1))
  mapfile -t cpus < <(lab_cpus)
  ((${#cpus[@]} >= 2)) || lab_fail "$1 needs two CPUs: two clients on one do not race"
  for ((round = 1; round <= rounds; round++)); do
    while read -r subject; do
      dir=$runs/$1/$round/$subject
      mkdir -p "$dir"
      lab_say "$1, round $round of $rounds: $subject, $ticks pairs"
      race_pairs
      ran "$1" "$subject" "$round"
    done < <(in_turn "$round" ours C)
  done
}

race_pairs() {
  local i start pids=()
  lab_network 2 masquerade
  if [[ $subject == ours ]]; then
    lab_start_server "$dir/srv.log"
  else
    lab_listen "$dir/srv.log" srv "$lab_server_port" "$bench_c/ceiling" accept "$lab_server" "$lab_server_port" 2
  fi
  start=$(lab_millis $((1000 + 4 * lab_start_millis)))
  lab_snapshot nat >"$dir/nat.before"
  for i in 1 2; do
    if [[ $subject == ours ]]; then
      lab_start_client "$i" "${cpus[i - 1]}" "$dir/c$i.log" --lockstep 1ms --start-at "$(lab_instant "$start")" \
        --source-ports "$low-$high" --connections "$ticks" --timeout-ms 500 --close reset --json "$dir/c$i.json"
      pids+=("$lab_client_pid")
    else
      (lab_in "c$i" taskset -c "${cpus[i - 1]}" "$bench_c/lockstep" "$lab_server" "$lab_server_port" 1000 "$low" \
        "$high" "$ticks" 500 "$start") >"$dir/c$i.log" 2>&1 </dev/null &
      pids+=("$!")
    fi
  done
  for i in "${pids[@]}"; do
    # The client ends with 4 where its plan could not be kept; what it saw counts all the same.
    wait "$i" || (($? == 4)) || lab_fail "a client ended with an error: $(tail -qn 1 "$dir"/c?.log)"
  done
  lab_snapshot nat >"$dir/nat.after"
  lab_stop "$lab_server_pid"
  lab_network_down 2
}

# ---------------------------------------------------------------------------------------------------- open loop

# 10,000 connects a second, whatever becomes of them: how exactly.
bench_open_loop() {
  local seconds round dir
  seconds=$((quick ? 4 : 20))
  for ((round = 1; round <= rounds; round++)); do
    dir=$runs/open-loop/$round
    mkdir -p "$dir"
    lab_say "open-loop, round $round of $rounds: $seconds s"
    bench_serve "$dir"
    bench_client "$dir/client.log" --rate 10000 --duration "${seconds}s" --json "$dir/client.json"
    lab_stop "$lab_server_pid"
    echo "$seconds" >"$dir/seconds"
    ran open-loop ours "$round"
  done
}

# ---------------------------------------------------------------------------------------------------- scale

# What a connect costs when nobody answers, with more and more of them in flight.
bench_scale() {
  local seconds round most in_flight dir metric subject
  seconds=$((quick ? 2 : 10))
  allow_in_flight 50000
  bench_blackhole
  for ((round = 1; round <= rounds; round++)); do
    dir=$runs/scale/$round
    mkdir -p "$dir"
    for in_flight in 1 10 100 1000 10000 "$most"; do
      lab_say "scale, round $round of $rounds: $in_flight in flight"
      metric=cost-$in_flight
      if ((in_flight == most)); then
        metric=cost-most
      fi
      while read -r subject; do
        scale_of "$subject"
      done < <(in_turn "$round" ours C)
    done
    sample most-in-flight ours "$round" "$(field "$dir/$most-ours.log" in_flight)"
    sample allocated ours "$round" "$(field "$dir/1000-ours.log" bytes)"
    sample allocated 'JDK calls alone' "$round" "$(field "$dir/1000-ours.log" jdk_bytes)"
    scale_of_client
  done
  ip link del blackhole
}

# scale_of SUBJECT: what a connect costs ours, or C.
scale_of() {
  local log="$dir/$in_flight-$1.log" program
  program=("$bench_c/flight" "$blackhole" "$bench_port" "$in_flight" 4000 63999 "$seconds")
  if [[ $1 == ours ]]; then
    program=("$(lab_java)" -cp "$lab_examples:$lab_client_jar" io.github.snatrace.examples.bench.ConnectCost
      "$blackhole" "$bench_port" "$in_flight" "$seconds")
  fi
  "${program[@]}" >"$log" 2>&1 </dev/null || lab_fail "what connects failed: $(tail -n 1 "$log")"
  sample "$metric" "$1" "$round" "$(field "$log" cpu_micros)"
}

# The client itself: at 10,000/s and a timeout of 3 s, 30,000 are in flight.
scale_of_client() {
  local client kilobytes=0 now timeout
  timeout=$((most < 30000 ? most / 10 : 3000))
  lab_say "scale, round $round of $rounds: 10,000/s, timeout $timeout ms"
  "$(lab_java)" -jar "$lab_client_jar" -r "$blackhole:$bench_port" --rate 10000 --timeout-ms "$timeout" \
    --source-ports 4000-63999 --duration "$((seconds + 3))s" --json "$dir/client.json" \
    >"$dir/client.log" 2>&1 </dev/null &
  client=$!
  while kill -0 "$client" 2>/dev/null; do
    now=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$client/status" 2>/dev/null || true)
    kilobytes=$((${now:-0} > kilobytes ? now : kilobytes))
    lab_pause 0.25
  done
  wait "$client" || (($? == 3 || $? == 4)) || lab_fail "the client failed: $(tail -n 1 "$dir/client.log")"
  echo "$kilobytes" >"$dir/kilobytes"
  ran blackhole ours "$round"
}

# allow_in_flight N: sets most to N, or to fewer where the descriptors do not suffice, which is noted.
allow_in_flight() {
  local limit spare=1000
  # Only root may raise the hard limit, and not everywhere.
  if (($(ulimit -Hn) < $1 + spare)); then
    ulimit -n $(($1 + spare)) 2>/dev/null || true
  fi
  limit=$(ulimit -Hn)
  most=$1
  if ((limit < $1 + spare)); then
    most=$((limit - spare))
    note "scale: a process may have $limit descriptors here, so that $most connects are in flight at most, not $1"
  fi
  ulimit -Sn $((most + spare))
}

# A network in which nobody answers, and nothing comes back: its packets bear the address of no interface.
readonly blackhole=198.18.0.2
bench_blackhole() {
  ip -batch - <<END
link add blackhole type veth peer name nowhere
addr add 198.18.0.1/30 dev blackhole
link set blackhole up
link set nowhere up
neigh add $blackhole lladdr 02:00:00:00:00:02 dev blackhole
END
}

# ---------------------------------------------------------------------------------------------------- start

# Start to exit of a command that is over at once, and start to first connect of the client.
bench_start() {
  local round subject dir=$runs/start took started first times
  mkdir -p "$dir"
  times=$((quick ? 5 : 20))
  lab_say "start, $times times"
  for ((round = 1; round <= times; round++)); do
    while read -r subject; do
      started=${EPOCHREALTIME/[.,]/}
      case $subject in
        ours) "$(lab_java)" -jar "$lab_probe_jar" snapshot >"$dir/snapshot" 2>"$dir/snapshot.log" </dev/null ;;
        *) "$(lab_java)" -cp "$lab_examples" io.github.snatrace.examples.bench.HelloWorld >"$dir/hello" </dev/null ;;
      esac || lab_fail "a program did not start: $(tail -n 1 "$dir/snapshot.log")"
      took=$((${EPOCHREALTIME/[.,]/} - started))
      sample snapshot "$subject" "$round" "$(millis "$took")"
    done < <(in_turn "$round" ours 'java hello-world')

    bench_accept "$dir"
    started=${EPOCHREALTIME/[.,]/}
    bench_client "$dir/client.log" --connections 1
    lab_stop "$lab_server_pid"
    first=$(field "$dir/accept.log" first_accept_micros)
    sample first-connect ours "$round" "$(millis $((first - started)))"
  done
}

# ---------------------------------------------------------------------------------------------------- jmh

readonly bench_classpath=$lab_root/examples/target/bench.classpath

# Single methods. Each round is a JVM of its own for each of them.
bench_jmh() {
  local round dir iterations csv subject
  iterations=$((quick ? 1 : 5))
  [[ -e $bench_classpath ]] || lab_fail "missing: $bench_classpath, which mvn package makes"
  for ((round = 1; round <= rounds; round++)); do
    dir=$runs/jmh/$round
    mkdir -p "$dir"
    lab_say "jmh, round $round of $rounds"
    csv=$dir/jmh.csv
    "$(lab_java)" -cp "$lab_root/examples/target/test-classes:$(<"$bench_classpath")" org.openjdk.jmh.Main \
      -f 1 -wi "$iterations" -w 1s -i "$iterations" -r 1s -rf csv -rff "$csv" 'io.github.snatrace.examples.bench.*' \
      >"$dir/jmh.log" 2>&1 </dev/null || lab_fail "JMH failed: $(tail -n 1 "$dir/jmh.log")"
    for subject in ours 'HdrHistogram alone' 'a clock read'; do
      ran jmh "$subject" "$round"
    done
  done
}
