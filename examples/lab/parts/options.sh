# shellcheck shell=bash
# What the command lines of the lab have in common. The text of usage is the grammar: a line "  --name VALUE  ..." makes
# an option that takes a value, "  --name  ..." one that takes none; "-- COMMAND..." allows a command at the end.

# Where results are to stay, if they are.
lab_keep=
# What followed --.
lab_command=()

# lab_parse ARGUMENT...: reads a command line. The script has functions for it: usage prints its help, option NAME
# [VALUE] takes an option, and operand WORD, where there is one, takes what is none.
lab_parse() {
  local help name value
  help=$(usage)
  while (($#)); do
    name=${1%%=*}
    case $1 in
      --help | -h)
        printf '%s\n' "$help"
        exit
        ;;
      --)
        [[ $help == *'-- COMMAND...'* ]] || lab_usage "unknown argument -- (see --help)"
        lab_command=("${@:2}")
        ((${#lab_command[@]})) || lab_usage "-- needs a command after it"
        return
        ;;
      --*)
        if [[ $help == *$'\n'"  $name "[A-Z]* ]]; then
          if [[ $1 == "$name" ]]; then
            value=${2:-}
            shift
          else
            value=${1#*=}
          fi
          [[ -n $value ]] || lab_usage "$name needs a value"
          if [[ $name == --keep ]]; then
            lab_keep=$value
          else
            option "$name" "$value"
          fi
        elif [[ $help == *$'\n'"  $1  "* ]]; then
          option "$1"
        else
          lab_usage "unknown argument $1 (see --help)"
        fi
        ;;
      *)
        if [[ $1 == -* ]] || ! declare -F operand >/dev/null; then
          lab_usage "unknown argument $1 (see --help)"
        fi
        operand "$1"
        ;;
    esac
    shift
  done
}

# Makes sure that nothing is lost in the directory that --keep names.
lab_check_keep() {
  if [[ -n $lab_keep && -e $lab_keep ]] && ! [[ -d $lab_keep && -z $(ls -A "$lab_keep") ]]; then
    lab_usage "--keep: $lab_keep is there, and not an empty directory"
  fi
}

# lab_whole OPTION VALUE LOW HIGH: prints the value of an option, which is a whole number.
lab_whole() {
  if ! [[ $2 =~ ^[0-9]{1,9}$ ]] || ((10#$2 < $3 || 10#$2 > $4)); then
    lab_usage "$1: $2 is not a whole number from $3 to $4"
  fi
  echo $((10#$2))
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
