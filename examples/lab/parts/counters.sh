# shellcheck shell=bash
# What the kernel counts in each namespace.

# lab_snapshot NAMESPACE: the counters of a namespace, in the kernel's own text.
lab_snapshot() {
  local files=() file
  # Without the file, the counters can be had by netlink, and the probe writes the same text. Only the router counts.
  if [[ $1 == nat && ! -e /proc/net/stat/nf_conntrack ]]; then
    (lab_in nat "$(lab_java)" "${lab_jvm[@]}" -jar "$lab_probe_jar" snapshot 2>/dev/null) || true
    return
  fi
  for file in /proc/net/stat/nf_conntrack /proc/net/netstat /proc/net/snmp /proc/net/snmp6 \
    /proc/net/netfilter/nfnetlink_queue /proc/net/softnet_stat \
    /proc/sys/net/netfilter/nf_conntrack_count /proc/sys/net/netfilter/nf_conntrack_max \
    /sys/devices/system/cpu/possible /proc/sys/kernel/osrelease; do
    # What this kernel does not have is left out. Every namespace has what one has.
    if [[ -e $file ]]; then
      files+=("$file")
    fi
  done
  (lab_in "$1" tail -n +1 "${files[@]}")
}

# lab_snapshots DIR WHEN CLIENTS: snapshots of every namespace, as DIR/NAMESPACE.WHEN.
lab_snapshots() {
  local namespace
  for namespace in nat srv $(lab_clients "$3"); do
    lab_snapshot "$namespace" >"$1/$namespace.$2"
  done
}
