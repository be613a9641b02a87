package io.github.snatrace.doctor;

import io.github.snatrace.host.Host;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a process resolves names.
 *
 * @param library whose resolver it has loaded
 * @param servers the nameservers of its resolv.conf
 * @param options the options there
 */
record Resolver(Library library, List<String> servers, List<String> options) {

    /** Whose resolver it is. */
    enum Library {
        /** The GNU library's. */
        GLIBC,
        /** That of musl, as in Alpine. */
        MUSL,
        /** Its own, or none. */
        OTHER
    }

    Resolver {
        servers = List.copyOf(servers);
        options = List.copyOf(options);
    }

    /** Looks at a process; empty where its files may not be read. */
    static Optional<Resolver> of(Host host, long process) {
        try {
            String maps = host.read("/proc/" + process + "/maps");
            return Optional.of(parse(maps, host.read("/proc/" + process + "/root/etc/resolv.conf")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Resolver parse(String maps, String resolvConf) {
        List<String> servers = new ArrayList<>();
        List<String> options = new ArrayList<>();
        for (String line : resolvConf.lines().toList()) {
            List<String> words = List.of(line.replaceFirst("[#;].*", "").strip().split("\\s+"));
            if (words.get(0).equals("nameserver") && words.size() > 1) {
                servers.add(words.get(1));
            } else if (words.get(0).equals("options")) {
                options.addAll(words.subList(1, words.size()));
            }
        }
        Library library = maps.contains("/ld-musl-")
                ? Library.MUSL
                : maps.contains("/libc.so.6") || maps.contains("/libc-2.") ? Library.GLIBC : Library.OTHER;
        return new Resolver(library, servers, options);
    }

    /** Returns whether it sends both queries from one port without waiting: musl always, glibc unless told not to. */
    boolean asksAtOnce() {
        return switch (library) {
            case MUSL -> true;
            case GLIBC ->
                options.stream().noneMatch(List.of("single-request", "single-request-reopen", "use-vc")::contains);
            case OTHER -> false;
        };
    }
}
