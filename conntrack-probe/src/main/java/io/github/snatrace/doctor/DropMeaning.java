package io.github.snatrace.doctor;

import java.util.Arrays;

/** What it means that packets are freed at a place, and what to do; the first that fits. */
enum DropMeaning {
    RULE(
            "nft_\\w+",
            "NETFILTER_DROP",
            "a rule of nft or iptables-nft dropped them",
            "look at the counters of the rules: nft list ruleset, iptables-nft -L -v -n"),
    QUEUE(
            "nfqnl_\\w+|__nf_queue|nf_queue\\w*",
            "\\w*",
            "an NFQUEUE was full, or had no reader",
            "look at the queue: cat /proc/net/netfilter/nfnetlink_queue (columns 6 and 7), and at its reader"),
    HOOK(
            "nf_hook_slow\\w*",
            "NETFILTER_DROP|NOT_SPECIFIED|",
            "connection tracking refused them at their confirmation (the race, no port left, a full table), or a rule "
                    + "of iptables-legacy, or of nft before Linux 6.7, dropped them",
            "compare insert_failed and drop: conntrack-probe watch; each lost SYN by name: conntrack-probe trace"),
    REVERSE_PATH(
            "[\\w.]+",
            "IP_RPFILTER",
            "their source would be answered by another device (rp_filter)",
            "correct the routes, or set net.ipv4.conf.DEVICE.rp_filter to 2 (loose)"),
    BACKLOG(
            "[\\w.]+",
            "CPU_BACKLOG",
            "a CPU had no room for more packets",
            "raise net.core.netdev_max_backlog, or spread packets over CPUs (RPS)"),
    DEVICE_QUEUE(
            "[\\w.]+",
            "QDISC_\\w+|FULL_RING|TC_\\w+",
            "the queue of a device was full, or its traffic control dropped them",
            "look at the queues: tc -s qdisc"),
    NEIGHBOUR(
            "[\\w.]+",
            "NEIGH_\\w+",
            "the next host did not say where it is (ARP, neighbour discovery)",
            "look at the neighbours: ip -s neigh"),
    NO_ROUTE(
            "[\\w.]+",
            "IP_OUTNOROUTES|IP_INNOROUTES|IP_INADDRERRORS",
            "there was no route for them",
            "look at the routes: ip route get ADDRESS"),
    NO_SOCKET("[\\w.]+", "NO_SOCKET", "nobody listened where they went", "start what should listen, or leave it"),
    TIMESTAMPS(
            "[\\w.]+",
            "TCP_RFC7323_\\w*",
            "TCP took their timestamps for old ones (PAWS)",
            "set net.ipv4.tcp_timestamps to 2 in the client: with 1, translated ports make a client's clock jump"),
    RECEIVE_BUFFER(
            "[\\w.]+",
            "SOCKET_RCVBUFF|SOCKET_BACKLOG|PROTO_MEM",
            "the program that receives them was too slow",
            "give it more time or a larger receive buffer"),
    CHECKSUM(
            "[\\w.]+",
            "\\w*CSUM\\w*",
            "their checksum was wrong",
            "turn checksum offloading off on tunnels: ethtool -K DEVICE tx off"),
    CLOSING(
            "[\\w.]+",
            "TCP_RESET|TCP_CLOSE|TCP_OLD_\\w+|TCP_ABORT_ON_DATA|TCP_FASTOPEN\\w*|TCP_INVALID_\\w*|SOCKET_CLOSE",
            "they belong to connections that end, or have ended",
            "nothing: this is everyday life"),
    UNKNOWN_REASON(
            "[\\w.]+", "NOT_SPECIFIED|", "the kernel does not say why", "look the function up in the kernel's source"),
    OTHER(
            "[\\w.]+",
            "[\\w.]+",
            "the name of the reason says why, as far as the kernel does",
            "look the reason up in the kernel's include/net/dropreason-core.h");

    private final String functions;
    private final String reasons;
    private final String meaning;
    private final String advice;

    DropMeaning(String functions, String reasons, String meaning, String advice) {
        this.functions = functions;
        this.reasons = reasons;
        this.meaning = meaning;
        this.advice = advice;
    }

    static DropMeaning of(KernelDrops.Place place) {
        return Arrays.stream(values())
                .filter(each -> place.function().matches(each.functions)
                        && place.reason().matches(each.reasons))
                .findFirst()
                .orElse(OTHER);
    }

    String meaning() {
        return meaning;
    }

    String advice() {
        return advice;
    }
}
