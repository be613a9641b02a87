package io.github.snatrace.netns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.host.FakeCommands;
import io.github.snatrace.host.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AddressBookTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String TRIE = """
            Main:
              +-- 0.0.0.0/0 3 0 5
                 |-- 0.0.0.0
                    /0 universe UNICAST
                 +-- 127.0.0.0/8 2 0 2
                    +-- 127.0.0.0/31 1 0 0
                       |-- 127.0.0.0
                          /8 host LOCAL
                       |-- 127.0.0.1
                          /32 host LOCAL
                    |-- 127.255.255.255
                       /32 link BROADCAST
                 +-- 172.17.0.0/16 2 0 2
                    +-- 172.17.0.0/30 2 0 2
                       |-- 172.17.0.0
                          /16 link UNICAST
                       |-- %s
                          /32 host LOCAL
                    |-- 172.17.255.255
                       /32 link BROADCAST
            """;
    private static final String INET6 = """
            00000000000000000000000000000001 01 80 10 80       lo
            fe80000000000000004211fffe000002 02 40 20 80     eth0
            fd000017000000000000000000000002 02 40 00 80     eth0
            """;

    @TempDir
    private Path root;

    private final FakeCommands commands = new FakeCommands();
    private long now;
    private AddressBook book;

    @BeforeEach
    void probe() throws IOException {
        Files.createDirectories(root.resolve("proc/self/ns"));
        Files.createSymbolicLink(root.resolve("proc/self/ns/net"), Path.of("net:[1]"));
        process(1, "net:[1]", "172.17.0.1", "init", "0::/init.scope");
        book = new AddressBook(Host.at(root, commands), () -> now);
    }

    @Test
    void container_isNamedAsItsEngineCallsIt() throws IOException {
        process(40, "net:[4]", "172.17.0.2", "nginx", "0::/system.slice/docker-" + ID + ".scope");
        commands.answer("docker container inspect --format {{.Name}} " + ID, 0, "/web\n", "");

        assertThat(book.occupantOf(address("172.17.0.2"))).contains(new Occupant(Occupant.Kind.CONTAINER, "web"));
    }

    @Test
    void engine_isAskedForNoneButTheOneAskedFor() throws IOException {
        process(40, "net:[4]", "172.17.0.2", "nginx", "0::/system.slice/docker-" + ID + ".scope");
        process(50, "net:[5]", "172.17.0.3", "redis", "0::/system.slice/docker-" + "ab".repeat(32) + ".scope");

        book.occupantOf(address("172.17.0.2"));

        assertThat(commands.asked).isNotEmpty().allMatch(command -> command.contains(ID));
    }

    @Test
    void pod_isNamedWithItsNamespace() throws IOException {
        process(40, "net:[4]", "172.17.0.2", "pause", "0::/kubepods/pod7/cri-containerd-" + ID + ".scope");
        commands.answer(
                "crictl inspect --output go-template --template " + ContainerEngine.POD + " " + ID,
                0,
                "shop/cart-1\n",
                "");

        assertThat(book.occupantOf(address("172.17.0.2"))).contains(new Occupant(Occupant.Kind.POD, "shop/cart-1"));
    }

    @Test
    void container_ofWhichNoEngineTells_isItsNumber() throws IOException {
        process(40, "net:[4]", "172.17.0.2", "nginx", "0::/system.slice/docker-" + ID + ".scope");

        assertThat(book.occupantOf(address("172.17.0.2")))
                .contains(new Occupant(Occupant.Kind.CONTAINER, "0123456789ab"));
    }

    @Test
    void process_inANamespaceWithoutAName_standsForIt_byEachOfItsAddresses() throws IOException {
        process(40, "net:[4]", "172.17.0.2", "python3", "0::/user.slice");
        Files.writeString(root.resolve("proc/40/net/if_inet6"), INET6);

        Optional<Occupant> python = Optional.of(new Occupant(Occupant.Kind.PROCESS, "python3 40"));
        assertThat(book.occupantOf(address("172.17.0.2"))).isEqualTo(python);
        assertThat(book.occupantOf(address("fd00:17::2"))).isEqualTo(python);
        assertThat(book.occupantOf(address("127.0.0.1"))).isEmpty();
    }

    @Test
    void namespace_withAName_isCalledThat() throws IOException {
        Files.createDirectories(root.resolve("run/netns"));
        Object number = Files.getAttribute(Files.createFile(root.resolve("run/netns/c1")), "unix:ino");
        process(40, "net:[" + number + "]", "172.17.0.2", "python3", "0::/user.slice");

        assertThat(book.occupantOf(address("172.17.0.2"))).contains(new Occupant(Occupant.Kind.NAMESPACE, "c1"));
    }

    @Test
    void address_ofTwoNamespaces_orOfThisOne_isNobodys() throws IOException {
        process(40, "net:[4]", "172.17.0.2", "python3", "0::/user.slice");
        process(50, "net:[5]", "172.17.0.2", "ruby", "0::/user.slice");

        assertThat(book.occupantOf(address("172.17.0.2"))).isEmpty();
        assertThat(book.occupantOf(address("172.17.0.1"))).isEmpty();
    }

    @Test
    void address_thatSomebodyElseGot_isAskedForAgainAfterTenSeconds() throws IOException {
        assertThat(book.occupantOf(address("172.17.0.2"))).isEmpty();
        process(40, "net:[4]", "172.17.0.2", "python3", "0::/user.slice");

        now = TimeUnit.SECONDS.toNanos(9);
        assertThat(book.occupantOf(address("172.17.0.2"))).isEmpty();
        now = TimeUnit.SECONDS.toNanos(10);
        assertThat(book.occupantOf(address("172.17.0.2"))).isPresent();
    }

    private void process(int number, String namespace, String address, String command, String group)
            throws IOException {
        Path process = root.resolve("proc/" + number);
        Files.createDirectories(process.resolve("ns"));
        Files.createDirectories(process.resolve("net"));
        Files.createSymbolicLink(process.resolve("ns/net"), Path.of(namespace));
        Files.writeString(process.resolve("net/fib_trie"), TRIE.formatted(address));
        Files.writeString(process.resolve("net/if_inet6"), "");
        Files.writeString(process.resolve("comm"), command + "\n");
        Files.writeString(process.resolve("cgroup"), group + "\n");
    }

    private static InetAddress address(String text) throws IOException {
        return InetAddress.getByName(text);
    }
}
