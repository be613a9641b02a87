package io.github.snatrace.snapshot;

import io.github.snatrace.host.Host;
import io.github.snatrace.netlink.Netlink;
import io.github.snatrace.netlink.NetlinkConversation;
import io.github.snatrace.netlink.NetlinkMessage;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks the kernel for the TCP sockets that listen in a namespace, with their queues (sock_diag). Needs no right. */
public final class ListenerReader {
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int[] FAMILIES = {2, 10};
    private static final byte TCP = 6;
    private static final int LISTENING = 1 << 10;
    private static final int SOCKET_MEMORY = 7;
    private static final int REQUEST_BYTES = 56;
    private static final int ANSWER_BYTES = 72;

    private final Host host;
    private final NetworkNamespace namespace;

    /** Asks in {@code namespace} on {@code host}. */
    public ListenerReader(Host host, NetworkNamespace namespace) {
        this.host = host;
        this.namespace = namespace;
    }

    /**
     * Returns the sockets that listen now, those that dropped most first, with the processes that the rights suffice to
     * see.
     *
     * @throws IOException if the kernel cannot be asked
     */
    public List<ListeningSocket> read() throws IOException {
        List<Answer> answers = new ArrayList<>();
        try (NetlinkConversation conversation = Netlink.of(host).converse(namespace, Netlink.SOCK_DIAG)) {
            for (int family : FAMILIES) {
                for (NetlinkMessage message : conversation.request(request(family))) {
                    answer(message).ifPresent(answers::add);
                }
            }
        }
        Map<Long, String> processes = answers.isEmpty() ? Map.of() : processes();
        return answers.stream()
                .map(answer -> answer.socket(processes.getOrDefault(answer.inode(), "")))
                .sorted((one, other) ->
                        Long.compare(other.drops().orElse(0), one.drops().orElse(0)))
                .toList();
    }

    /** struct inet_diag_req_v2: family, protocol, extensions, padding, states, and the socket that is wanted, any. */
    private static NetlinkMessage request(int family) {
        byte[] payload = ByteBuffer.allocate(REQUEST_BYTES)
                .order(ByteOrder.nativeOrder())
                .put((byte) family)
                .put(TCP)
                .put((byte) (1 << (SOCKET_MEMORY - 1)))
                .put((byte) 0)
                .putInt(LISTENING)
                .array();
        return NetlinkMessage.plain(SOCK_DIAG_BY_FAMILY, NetlinkMessage.DUMP, payload);
    }

    /** A socket as the kernel knows it. */
    private record Answer(String address, long waiting, long backlog, OptionalLong drops, long inode) {
        ListeningSocket socket(String process) {
            return new ListeningSocket(address, waiting, backlog, drops, process);
        }
    }

    /** struct inet_diag_msg: 4 bytes, ports and addresses from 4 on, queues from 56 on, attributes from 72 on. */
    private static Optional<Answer> answer(NetlinkMessage message) throws IOException {
        byte[] bytes = message.payload();
        if (message.type() != SOCK_DIAG_BY_FAMILY || bytes.length < ANSWER_BYTES) {
            return Optional.empty();
        }
        ByteBuffer answer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        boolean inet6 = bytes[0] == FAMILIES[1];
        InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(bytes, 8, inet6 ? 24 : 12));
        int port = (bytes[4] & 0xff) << 8 | (bytes[5] & 0xff);
        return Optional.of(new Answer(
                text(address) + ":" + port,
                answer.getInt(56) & 0xffff_ffffL,
                answer.getInt(60) & 0xffff_ffffL,
                drops(message),
                answer.getInt(68) & 0xffff_ffffL));
    }

    /** As ss has them: a star for any address of either family. */
    private static String text(InetAddress address) {
        if (address instanceof Inet6Address) {
            return address.isAnyLocalAddress() ? "*" : "[" + address.getHostAddress() + "]";
        }
        return address.getHostAddress();
    }

    /** The ninth number of the socket's memory: SYNs and last ACKs that it dropped since it listens. */
    private static OptionalLong drops(NetlinkMessage message) throws IOException {
        Optional<byte[]> memory = message.attributes(ANSWER_BYTES).bytes(SOCKET_MEMORY);
        int at = 8 * Integer.BYTES;
        return memory.isPresent() && memory.get().length >= at + Integer.BYTES
                ? OptionalLong.of(ByteBuffer.wrap(memory.get())
                                .order(ByteOrder.nativeOrder())
                                .getInt(at)
                        & 0xffff_ffffL)
                : OptionalLong.empty();
    }

    /** Returns whose each socket is, by its inode; the first of several processes that share one. */
    private Map<Long, String> processes() throws IOException {
        Map<Long, String> processes = new HashMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(host.path("/proc"), "[0-9]*")) {
            for (Path process : all) {
                sockets(process, processes);
            }
        }
        return processes;
    }

    private static void sockets(Path process, Map<Long, String> processes) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            String name = Host.read(process.resolve("comm")).strip() + "[" + process.getFileName() + "]";
            for (Path descriptor : descriptors) {
                String target = target(descriptor);
                if (target.startsWith("socket:[")) {
                    processes.putIfAbsent(Long.parseLong(target.substring(8, target.length() - 1)), name);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It ended meanwhile, or belongs to somebody else.
        }
    }

    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            // Closed meanwhile, which others of the process are not.
            return "";
        }
    }
}
