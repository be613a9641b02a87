package io.github.snatrace.netns;

import io.github.snatrace.host.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who has which address in the other network namespaces of this machine, as far as {@code /proc}, {@code ip netns} and
 * the container engine tell: an address that two namespaces have stands for nobody. For one thread at a time.
 */
public final class AddressBook {
    /** Containers come and go, and leave their addresses to others. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int MOST_NAMES = 1000;
    private static final int SHORT_ID = 12;
    private static final String NAMES = "/run/netns";
    /** An address of the namespace's own stands before a line that says so. */
    private static final Pattern LOCAL_IPV4 = Pattern.compile("\\|-- (\\d+\\.\\d+\\.\\d+\\.\\d+)\\n\\s+/32 host LOCAL");

    private static final Pattern GLOBAL_IPV6 = Pattern.compile("(?m)^([0-9a-f]{32}) [0-9a-f]{2} [0-9a-f]{2} 00 ");
    private static final Pattern CONTAINER = Pattern.compile("[0-9a-f]{64}");

    private final Host host;
    private final LongSupplier nanoTime;
    private final ContainerEngine engine;
    private final Map<String, Occupant> containers = new LinkedHashMap<>();
    /** Engines take their time: they are asked for the one that somebody wants to know of. */
    private Map<InetAddress, Supplier<Occupant>> occupants = Map.of();

    private long readNanos;
    private boolean isRead;

    /**
     * Opens the book of a machine.
     *
     * @param nanoTime tells how much time has passed since some time
     */
    public AddressBook(Host host, LongSupplier nanoTime) {
        this.host = host;
        this.nanoTime = nanoTime;
        this.engine = new ContainerEngine(host);
    }

    /** Returns who has an address, as of at most 10 s ago. */
    public Optional<Occupant> occupantOf(InetAddress address) {
        long now = nanoTime.getAsLong();
        if (!isRead || now - readNanos >= FRESH_NANOS) {
            occupants = read();
            readNanos = now;
            isRead = true;
        }
        return Optional.ofNullable(occupants.get(address)).map(Supplier::get);
    }

    private Map<InetAddress, Supplier<Occupant>> read() {
        NavigableMap<Long, String> processes = processes();
        Map<String, String> names = names();
        String own = link("/proc/self/ns/net");
        Map<InetAddress, Supplier<Occupant>> found = new HashMap<>();
        Set<InetAddress> ambiguous = new HashSet<>();
        Set<String> seen = new HashSet<>(Set.of(own));
        processes.forEach((process, namespace) -> {
            if (seen.add(namespace)) {
                Set<InetAddress> addresses = addresses(NetworkNamespace.ofProcess(process));
                if (!addresses.isEmpty()) {
                    add(addresses, occupant(process, names.get(namespace)), found, ambiguous);
                }
            }
        });
        names.forEach((namespace, name) -> {
            if (seen.add(namespace)) {
                Occupant occupant = new Occupant(Occupant.Kind.NAMESPACE, name);
                add(addresses(NetworkNamespace.named(name)), () -> occupant, found, ambiguous);
            }
        });
        found.keySet().removeAll(ambiguous);
        return found;
    }

    private static void add(
            Set<InetAddress> addresses,
            Supplier<Occupant> occupant,
            Map<InetAddress, Supplier<Occupant>> found,
            Set<InetAddress> ambiguous) {
        for (InetAddress address : addresses) {
            if (found.put(address, occupant) != null) {
                ambiguous.add(address);
            }
        }
    }

    /** Returns the namespaces of all processes that may be asked for it, the oldest number first. */
    private NavigableMap<Long, String> processes() {
        NavigableMap<Long, String> namespaces = new TreeMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(host.path("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String namespace = link("/proc/" + process.getFileName() + "/ns/net");
                if (!namespace.isEmpty()) {
                    namespaces.put(Long.parseLong(process.getFileName().toString()), namespace);
                }
            }
        } catch (IOException e) {
            // No process may be looked at: nobody is found that way.
            return namespaces;
        }
        return namespaces;
    }

    /** Returns what {@code ip netns} calls namespaces. */
    private Map<String, String> names() {
        Map<String, String> names = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(host.path(NAMES))) {
            for (Path file : files) {
                names.put("net:[" + Files.getAttribute(file, "unix:ino") + "]", String.valueOf(file.getFileName()));
            }
        } catch (IOException e) {
            // None has a name here.
            return names;
        }
        return names;
    }

    private Set<InetAddress> addresses(NetworkNamespace namespace) {
        Set<InetAddress> addresses = new HashSet<>();
        Matcher ipv4 = LOCAL_IPV4.matcher(text(namespace, "/proc/net/fib_trie"));
        while (ipv4.find()) {
            addresses.add(address(bytes(ipv4.group(1))));
        }
        Matcher ipv6 = GLOBAL_IPV6.matcher(text(namespace, "/proc/net/if_inet6"));
        while (ipv6.find()) {
            addresses.add(address(HexFormat.of().parseHex(ipv6.group(1))));
        }
        addresses.removeIf(InetAddress::isLoopbackAddress);
        return addresses;
    }

    private Supplier<Occupant> occupant(long process, @Nullable String name) {
        String id = CONTAINER
                .matcher(text("/proc/" + process + "/cgroup"))
                .results()
                .map(MatchResult::group)
                .reduce("", (outer, inner) -> inner);
        if (!id.isEmpty()) {
            return () -> container(id);
        }
        Occupant occupant = name == null
                ? new Occupant(
                        Occupant.Kind.PROCESS,
                        (text("/proc/" + process + "/comm").strip() + " " + process).strip())
                : new Occupant(Occupant.Kind.NAMESPACE, name);
        return () -> occupant;
    }

    private Occupant container(String id) {
        Occupant known = containers.get(id);
        if (known == null) {
            known = engine.occupant(id)
                    .orElseGet(() -> new Occupant(Occupant.Kind.CONTAINER, id.substring(0, SHORT_ID)));
            containers.put(id, known);
            if (containers.size() > MOST_NAMES) {
                containers.remove(containers.keySet().iterator().next());
            }
        }
        return known;
    }

    private String link(String path) {
        try {
            return Files.readSymbolicLink(host.path(path)).toString();
        } catch (IOException e) {
            // It ended meanwhile, or belongs to somebody else.
            return "";
        }
    }

    private String text(String path) {
        return text(NetworkNamespace.own(), path);
    }

    private String text(NetworkNamespace namespace, String path) {
        try {
            return namespace.read(host, path);
        } catch (IOException e) {
            // Gone, or not for this program to read: nobody is found there.
            return "";
        }
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(bytes.length + " bytes are an address", e);
        }
    }

    private static byte[] bytes(String ipv4) {
        byte[] bytes = new byte[4];
        String[] numbers = ipv4.split("\\.", -1);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(numbers[i]);
        }
        return bytes;
    }
}
