package io.github.snatrace.host;

import io.github.snatrace.conntrack.CounterSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Several of the kernel's files in one text, in the form that {@code tail -n +1 FILE FILE ...} prints.
 *
 * <p>Files are known by the path that a process sees in its own namespace: {@code /proc/1234/net/netstat} is
 * {@code /proc/net/netstat}. Immutable.
 */
public final class KernelText {
    /** The connection tracking counters. */
    public static final String CONNTRACK_STAT = "/proc/net/stat/nf_conntrack";
    /** The counters of TcpExt and IpExt. */
    public static final String NETSTAT = "/proc/net/netstat";
    /** The counters of Ip, Icmp, Tcp and Udp. */
    public static final String SNMP = "/proc/net/snmp";
    /** The counters of Ip6, Icmp6 and Udp6. */
    public static final String SNMP6 = "/proc/net/snmp6";
    /** The queues of packets that wait for a program's word (NFQUEUE): a line each. */
    public static final String PACKET_QUEUES = "/proc/net/netfilter/nfnetlink_queue";
    /** What each CPU of the machine received, and dropped because its backlog was full. */
    public static final String BACKLOGS = "/proc/net/softnet_stat";
    /** How many entries the connection tracking table holds. */
    public static final String CONNTRACK_COUNT = "/proc/sys/net/netfilter/nf_conntrack_count";
    /** How many entries it may hold. */
    public static final String CONNTRACK_MAX = "/proc/sys/net/netfilter/nf_conntrack_max";
    /** The CPUs that this kernel could ever have: one row of {@link #CONNTRACK_STAT} for each. */
    public static final String POSSIBLE_CPUS = "/sys/devices/system/cpu/possible";
    /** The kernel's release. */
    public static final String KERNEL_RELEASE = "/proc/sys/kernel/osrelease";
    /** For how many seconds the machine has been up. */
    public static final String UPTIME = "/proc/uptime";
    /** How many threads of the machine run or wait to. */
    public static final String LOAD = "/proc/loadavg";
    /** What IPVS counted. */
    public static final String IPVS_STATS = "/proc/net/ip_vs_stats";
    /** Not a file of the kernel: the rules that translate source addresses. */
    public static final String RULES = "conntrack-probe/rules";
    /** Not a file of the kernel: the TCP sockets that listen, with their queues. */
    public static final String LISTENERS = "conntrack-probe/listeners";

    /** Not a file of the kernel: the {@link CounterSource} of {@link #CONNTRACK_STAT}, when that is not procfs. */
    public static final String SOURCE = "conntrack-probe/source";

    private static final String OPENING = "==> ";
    private static final String CLOSING = " <==";

    private final Map<String, String> files;

    private KernelText(Map<String, String> files) {
        this.files = Collections.unmodifiableMap(files);
    }

    /** Takes files by path; a path of another process's {@code /proc/PID/net} counts as this one's. */
    public static KernelText of(Map<String, String> files) {
        Map<String, String> own = new LinkedHashMap<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            own.put(canonical(file.getKey()), file.getValue());
        }
        return new KernelText(own);
    }

    /**
     * Reads the form that {@code tail -n +1} prints.
     *
     * @throws TextFormatException if the text does not start with the name of a file, or names one twice
     */
    public static KernelText parse(String text) {
        Map<String, String> files = new LinkedHashMap<>();
        String path = null;
        StringBuilder file = new StringBuilder();
        int number = 0;
        int from = 0;
        while (from < text.length()) {
            int newline = text.indexOf('\n', from);
            int end = newline < 0 ? text.length() : newline;
            String line = text.substring(from, end);
            from = end + 1;
            number++;
            String named = name(line);
            if (named != null) {
                if (path != null) {
                    put(files, path, file.toString(), number);
                }
                path = canonical(named);
                file.setLength(0);
            } else if (path != null) {
                file.append(line).append('\n');
            } else if (!line.isBlank()) {
                throw TextFormatException.at(
                        number, "expected \"==> FILE <==\", not " + TextFormatException.quote(line));
            }
        }
        if (path == null) {
            throw new TextFormatException("nothing in it");
        }
        put(files, path, file.toString(), number);
        return new KernelText(files);
    }

    /** Returns whether {@code text} starts with the name of a file, and so is meant for {@link #parse}. */
    public static boolean isNamed(String text) {
        return text.stripLeading().startsWith(OPENING);
    }

    private static void put(Map<String, String> files, String path, String text, int line) {
        // tail separates files by an empty line, which is not part of the file before it.
        String file = text.endsWith("\n\n") ? text.substring(0, text.length() - 1) : text;
        if (files.put(path, file) != null) {
            throw TextFormatException.at(line, "a second " + TextFormatException.quote(path));
        }
    }

    private static @Nullable String name(String line) {
        return line.startsWith(OPENING) && line.endsWith(CLOSING) && line.length() > OPENING.length() + CLOSING.length()
                ? line.substring(OPENING.length(), line.length() - CLOSING.length())
                : null;
    }

    private static String canonical(String path) {
        String prefix = "/proc/";
        int end = path.indexOf("/net/", prefix.length());
        if (!path.startsWith(prefix) || end < 0) {
            return path;
        }
        String process = path.substring(prefix.length(), end);
        return process.equals("self") || process.equals("thread-self") || isNumber(process)
                ? "/proc" + path.substring(end)
                : path;
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Returns these files, and {@code text} as the one at {@code path}. */
    public KernelText with(String path, String text) {
        Map<String, String> more = new LinkedHashMap<>(files);
        more.put(path, text);
        return new KernelText(more);
    }

    /** Returns the text of the file at {@code path}, empty when it is not here. */
    public Optional<String> file(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /** Returns the paths of the files that are here, in order. */
    public List<String> paths() {
        return new ArrayList<>(files.keySet());
    }

    /** Returns the files as {@code tail -n +1} prints them. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> file : files.entrySet()) {
            text.append(text.length() == 0 ? "" : "\n").append(OPENING).append(file.getKey());
            text.append(CLOSING).append('\n').append(file.getValue());
            if (!file.getValue().endsWith("\n")) {
                text.append('\n');
            }
        }
        return text.toString();
    }
}
