# shellcheck shell=bash
# The programs, running.

# A JVM of the lab: no files outside of the sandbox, no collector threads on the racing CPUs.
readonly lab_jvm=(-XX:-UsePerfData -Djava.io.tmpdir=/run/lab -XX:+UseSerialGC -Xms64m -Xmx256m)

# A JVM that races. The quick compiler is done before the first tick; the optimizing one would take the CPU from the
# ticks for too long. Its young generation outlasts a run, so that nothing is collected, and no safepoint is due by the
# clock.
readonly lab_racer_jvm=(-XX:-UsePerfData -Djava.io.tmpdir=/run/lab -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
  -Xms256m -Xmx256m -Xmn192m
  -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:GuaranteedSafepointInterval=0)

# lab_listen LOG NAMESPACE PORT COMMAND...: starts a server and returns when it listens. Sets lab_server_pid, and
# lab_start_millis to the time that took, by which others may reckon how fast a JVM starts here and now.
lab_listen() {
  local log=$1 namespace=$2 port i began
  began=$(lab_millis)
  port=$(printf ':%04X ' "$3")
  shift 3
  (lab_in "$namespace" "$@") >"$log" 2>&1 </dev/null &
  lab_server_pid=$!
  for ((i = 0; i < 600; i++)); do
    # 0A is LISTEN.
    if (lab_in "$namespace" grep -qs "$port.* 0A " /proc/net/tcp /proc/net/tcp6); then
      lab_start_millis=$(($(lab_millis) - began))
      return
    fi
    kill -0 "$lab_server_pid" 2>/dev/null || lab_fail "the server ended: $(tail -n 1 "$log")"
    lab_pause 0.05
  done
  lab_fail "the server does not listen after 30 s: $(tail -n 1 "$log")"
}

# lab_start_server LOG ARGUMENT...: starts the server of the lab in its namespace and returns when it listens. It looks
# at its queue once a second: the kernel completes handshakes without it, and its wake-ups would take the CPUs from the
# race.
lab_start_server() {
  local log=$1
  shift
  lab_listen "$log" srv "$lab_server_port" \
    "$(lab_java)" "${lab_jvm[@]}" -jar "$lab_server_jar" --local-addr "$lab_target" \
    --backlog 65535 --pause-ms 1000 "$@"
}

# lab_start_client I CPU LOG ARGUMENT...: starts client I on a CPU of its own, and sets lab_client_pid.
lab_start_client() {
  local i=$1 cpu=$2 log=$3
  shift 3
  (lab_in "c$i" taskset -c "$cpu" "$(lab_java)" "${lab_racer_jvm[@]}" -jar "$lab_client_jar" \
    --remote-addr "$lab_target" "$@") >"$log" 2>&1 </dev/null &
  lab_client_pid=$!
}

# lab_rehearse CPU...: prints the step that clients on these CPUs can keep to just now, in microseconds.
lab_rehearse() {
  local cpu pids=() steps=() pid
  for cpu in "$@"; do
    taskset -c "$cpu" "$(lab_java)" "${lab_racer_jvm[@]}" -cp "$lab_examples:$lab_client_jar" \
      io.github.snatrace.examples.lab.Rehearsal >"/run/lab/rehearsal-$cpu" &
    pids+=("$!")
  done
  for pid in "${pids[@]}"; do
    wait "$pid" || lab_fail "the rehearsal failed (see above)"
  done
  for cpu in "$@"; do
    steps+=("$(<"/run/lab/rehearsal-$cpu")")
  done
  printf '%s\n' "${steps[@]}" | sort -n | tail -n 1
}

# lab_finish NAME PID LOG: waits for a client to end. Exit codes 3 and 4 are results, and the report says so.
lab_finish() {
  local status=0
  wait "$2" || status=$?
  case $status in
    0 | 3 | 4) ;;
    *) lab_fail "$1 ended with $status: $(tail -n 1 "$3")" ;;
  esac
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

# lab_report CLASS ARGUMENT...: what came of the runs, by a class of the examples.
lab_report() {
  local class=$1
  shift
  "$(lab_java)" "${lab_jvm[@]}" -cp "$lab_examples:$lab_client_jar:$lab_probe_jar" \
    "io.github.snatrace.examples.lab.$class" "$@"
}

# The CPUs that this process may run on, one per line.
lab_cpus() {
  local range
  for range in $(sed -n 's/^Cpus_allowed_list:\t//p' /proc/self/status | tr , ' '); do
    seq "${range%-*}" "${range#*-}"
  done
}
