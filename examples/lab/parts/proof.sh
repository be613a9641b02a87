# shellcheck shell=bash
# Held pairs: flows that meet on the router for certain.

# lab_proof_network CLIENTS: the network with addresses of both families, a second server behind the router, and no rules
# yet.
lab_proof_network() {
  local family=$lab_family
  lab_use inet6
  lab_links "$1"
  lab_addresses "$1"
  lab_use inet
  lab_addresses "$1"
  lab_use "$family"
  ip -n srv addr add 10.99.0.3/24 dev eth0
  ip -n nat neigh add 10.99.0.3 lladdr "$lab_srv_mac" dev eth0
}

# lab_prove ARGUMENT...: lets flows meet in that network, all clients driven by one JVM.
lab_prove() {
  "$(lab_java)" "${lab_jvm[@]}" -XX:TieredStopAtLevel=1 -cp "$lab_examples:$lab_client_jar:$lab_probe_jar" \
    io.github.snatrace.examples.prove.Prove "$@"
}
