# shellcheck shell=bash
# Namespaces of its own for a command: user, network, mount, PID. Whatever ends it, nothing stays.

# lab_sandbox COMMAND...: runs a command in namespaces of its own, which end with it and with its parent.
lab_sandbox() {
  local user=()
  if ((EUID != 0)); then
    user=(--user --map-root-user)
  fi
  # If this shell dies, unshare is killed; if unshare dies, the first process of the sandbox is; and with it everything.
  setpriv --pdeathsig KILL unshare "${user[@]}" --net --mount --pid --fork --kill-child -- "$@"
}

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
