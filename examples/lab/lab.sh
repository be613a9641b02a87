# shellcheck shell=bash
# The one-machine network lab: what its commands are made of. Sourced, never run; sourcing it sets names, nothing else.
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

# shellcheck source=parts/options.sh
source "$lab_home/parts/options.sh"
# shellcheck source=parts/requirements.sh
source "$lab_home/parts/requirements.sh"
# shellcheck source=parts/programs.sh
source "$lab_home/parts/programs.sh"
# shellcheck source=parts/sandbox.sh
source "$lab_home/parts/sandbox.sh"
# shellcheck source=parts/network.sh
source "$lab_home/parts/network.sh"
# shellcheck source=parts/counters.sh
source "$lab_home/parts/counters.sh"
# shellcheck source=parts/clock.sh
source "$lab_home/parts/clock.sh"
# shellcheck source=parts/runs.sh
source "$lab_home/parts/runs.sh"
# shellcheck source=parts/proof.sh
source "$lab_home/parts/proof.sh"
