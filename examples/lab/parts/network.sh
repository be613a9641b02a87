# shellcheck shell=bash
# The topology, and what its router does.

readonly lab_server_port=8080
lab_rules_afterwards=0

# lab_use FAMILY: sets the addresses of the topology, inet (IPv4, the default) or inet6.
lab_use() {
  lab_family=$1
  case $lab_family in
    inet)
      lab_nft=ip
      lab_client_net=172.17.0.0/16
      lab_client_gateway=172.17.0.1
      lab_server_gateway=10.99.0.1
      lab_server=10.99.0.2
      lab_server_net=10.99.0.0/24
      lab_target=$lab_server:$lab_server_port
      ;;
    inet6)
      lab_nft=ip6
      lab_client_net=fd00:17::/64
      lab_client_gateway=fd00:17::1
      lab_server_gateway=fd00:99::1
      lab_server=fd00:99::2
      lab_server_net=fd00:99::/64
      lab_target=[$lab_server]:$lab_server_port
      ;;
  esac
}
lab_use inet

# lab_in NAMESPACE COMMAND...: becomes a command in a namespace of the lab, or where it is if NAMESPACE is -; call it in
# a subshell or in the background.
lab_in() {
  local namespace=$1
  shift
  if [[ $namespace == - ]]; then
    exec "$@"
  fi
  exec nsenter --net="/run/netns/$namespace" -- "$@"
}

# lab_clients N: the names of the client namespaces.
lab_clients() {
  local i
  for ((i = 1; i <= $1; i++)); do
    echo "c$i"
  done
}

# What every namespace is set to, whatever the host is set to: forward, filter nothing, say nothing unasked. A server's
# full queues look like the race, so they are long; and where br_netfilter is loaded, bridged packets would see
# conntrack twice.
# shellcheck disable=SC2016
readonly lab_settings='
  set_to() {
    if [[ -w /proc/sys/net/$1 ]]; then
      echo "$2" >"/proc/sys/net/$1"
    fi
  }
  set_to ipv4/ip_forward 1
  set_to ipv4/conf/all/rp_filter 0
  set_to ipv4/conf/default/rp_filter 0
  set_to ipv4/tcp_max_syn_backlog 65535
  if [[ $1 == inet6 ]]; then
    set_to ipv6/conf/all/forwarding 1
    set_to ipv6/conf/default/accept_dad 0
    set_to ipv6/conf/default/addr_gen_mode 1
  else
    set_to ipv6/conf/default/disable_ipv6 1
  fi
  set_to core/somaxconn 65535
  set_to bridge/bridge-nf-call-iptables 0'

readonly lab_nat_mac=02:42:0a:63:00:01 lab_srv_mac=02:42:0a:63:00:02 lab_bridge_mac=02:42:ac:11:00:01

# lab_network CLIENTS RULE: builds the whole network, with nothing in it that ever was.
lab_network() {
  lab_links "$1"
  lab_addresses "$1"
  lab_rule "$2"
}

# lab_links CLIENTS: namespaces and the links between them, without an address. After lab_use inet6 they take IPv4
# addresses as well.
lab_links() {
  local clients=$1 i namespace
  for namespace in nat srv $(lab_clients "$clients"); do
    ip netns add "$namespace"
    (lab_in "$namespace" bash -c "$lab_settings" settings "$lab_family")
  done
  {
    echo "link add eth0 address $lab_nat_mac netns nat type veth peer name eth0 address $lab_srv_mac netns srv"
    for ((i = 1; i <= clients; i++)); do
      echo "link add veth$i netns nat type veth peer name eth0 address $(lab_client_mac "$i") netns c$i"
    done
  } | ip -batch -
  ip -n nat -batch - <<END
link set lo up
link add docker0 address $lab_bridge_mac type bridge stp_state 0 forward_delay 0 mcast_snooping 0
$(for ((i = 1; i <= clients; i++)); do echo "link set veth$i master docker0 up"; done)
link set docker0 up
link set eth0 up
END
  for namespace in srv $(lab_clients "$clients"); do
    printf 'link set %s up\n' lo eth0 | ip -n "$namespace" -batch -
  done
}

# lab_addresses CLIENTS: the addresses of one family. Neighbours are permanent: the first SYN finds what the last one
# does.
lab_addresses() {
  local clients=$1 i
  ip -n nat -batch - <<END
addr add $lab_client_gateway/${lab_client_net#*/} dev docker0
$(for ((i = 1; i <= clients; i++)); do
    echo "neigh add $(lab_client_address "$i") lladdr $(lab_client_mac "$i") dev docker0"
  done)
addr add $lab_server_gateway/${lab_server_net#*/} dev eth0
neigh add $lab_server lladdr $lab_srv_mac dev eth0
END
  ip -n srv -batch - <<END
addr add $lab_server/${lab_server_net#*/} dev eth0
neigh add $lab_server_gateway lladdr $lab_nat_mac dev eth0
route add default via $lab_server_gateway
END
  for ((i = 1; i <= clients; i++)); do
    ip -n "c$i" -batch - <<END
addr add $(lab_client_address "$i")/${lab_client_net#*/} dev eth0
neigh add $lab_client_gateway lladdr $lab_bridge_mac dev eth0
route add default via $lab_client_gateway
END
  done
}

lab_client_address() {
  if [[ $lab_family == inet6 ]]; then
    printf 'fd00:17::%x\n' $(($1 + 1))
  else
    echo "172.17.0.$(($1 + 1))"
  fi
}

lab_client_mac() {
  printf '02:42:ac:11:00:%02x\n' $(($1 + 1))
}

# lab_network_down CLIENTS: takes the network away, with its conntrack entries and counters.
lab_network_down() {
  {
    printf 'netns del %s\n' nat srv
    lab_clients "$1" | sed 's/^/netns del /'
  } | ip -batch -
}

# lab_rule RULE: sets what the router does to the connections of the clients, in place of what it did.
lab_rule() {
  (lab_in nat nft -f - < <(lab_ruleset "$1"))
}

# lab_check_rule RULE: ends with a clear word if nft has something against a rule.
lab_check_rule() {
  local error
  error=$(nft --check -f - < <(lab_ruleset "$1") 2>&1) || lab_refuse_rule "$1" "$error"
}

# lab_refuse_rule RULE ERROR: ends with what nft said of a rule.
lab_refuse_rule() {
  local error=$2
  error=${error%%$'\n'*}
  error=${error#*: Error: }
  case $error in
    'Could not process rule'*) lab_fail "--rule: this kernel does not know '$1' ($error)" ;;
    *) lab_usage "--rule: nft does not understand '$1' ($error)" ;;
  esac
}

# lab_ruleset RULE: the router's rules as nft reads them. RULE ends a rule that has picked the clients' TCP, as Docker's
# does; it may match further (a port range needs no more than "masquerade to :20000-20499"). The rest is masqueraded
# at random, so that RULE is the only one to blame. A packet passes the rules afterwards between its translation and its confirmation: the longer that takes, the
# more often two meet there.
lab_ruleset() {
  cat <<END
table $lab_nft lab
delete table $lab_nft lab
table $lab_nft lab {
  chain postrouting {
    type nat hook postrouting priority 100
    $lab_nft saddr $lab_client_net oifname != "docker0" meta l4proto tcp $1
    $lab_nft saddr $lab_client_net oifname != "docker0" meta l4proto != tcp masquerade fully-random
  }
  chain afterwards {
    type filter hook postrouting priority 200
$(for ((i = 0; i < lab_rules_afterwards; i++)); do echo '    tcp dport 1 continue'; done)
  }
}
END
}
