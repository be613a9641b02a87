# shellcheck shell=bash
# The programs of snat-race that the lab runs, built from this checkout.

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
  (cd "$lab_root" && MAVEN_OPTS=$options mvn -q --batch-mode --no-transfer-progress -DskipTests \
    -Dmaven.source.skip -Dmaven.javadoc.skip -Dspotless.check.skip=true \
    -pl server-cli,client-cli,conntrack-probe,examples -am package 2>&1) \
    | sed -u 's/\x1b\[[0-9;]*m//g; /^$/d'
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
