package io.github.snatrace.conntrack;

/** Where a set of counters came from. */
public enum CounterSource {
    /** The kernel's text, {@code /proc/net/stat/nf_conntrack}. */
    PROCFS("procfs"),
    /** Netlink, {@code IPCTNL_MSG_CT_GET_STATS_CPU}. */
    CTNETLINK("ctnetlink"),
    /** The command {@code conntrack -S} of conntrack-tools 1.4.0 and later. */
    CONNTRACK("conntrack -S"),
    /** {@code conntrack -S} before 1.4.0, which shows the first CPU and no other. */
    CONNTRACK_FIRST_CPU("conntrack -S before 1.4.0, first CPU only");

    private final String label;

    CounterSource(String label) {
        this.label = label;
    }

    /** Returns the name that outputs give it. */
    public String label() {
        return label;
    }
}
