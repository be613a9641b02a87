# shellcheck shell=bash
# Instants, and waiting.

# lab_millis [N]: the instant N milliseconds from now, in milliseconds since the epoch.
lab_millis() {
  echo $((${EPOCHREALTIME/[.,]/} / 1000 + ${1:-0}))
}

# lab_instant MILLIS: milliseconds since the epoch, as the client's --start-at takes them.
lab_instant() {
  TZ=UTC printf '%(%Y-%m-%dT%H:%M:%S)T.%03dZ\n' $(($1 / 1000)) $(($1 % 1000))
}

# lab_pause SECONDS: waits.
lab_pause() {
  if [[ -z ${lab_silence:-} ]]; then
    exec {lab_silence}<> <(:)
  fi
  read -r -t "$1" -u "$lab_silence" || true
}
