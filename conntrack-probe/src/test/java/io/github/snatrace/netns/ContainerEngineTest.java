package io.github.snatrace.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.host.CommandRunner;
import io.github.snatrace.host.FakeCommands;
import io.github.snatrace.host.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContainerEngineTest {
    private static final String ID = "9b1f0c5d7e2a4b6c8d0e9b1f0c5d7e2a4b6c8d0e9b1f0c5d7e2a4b6c8d0e1234";
    private static final String DOCKER = "docker container inspect --format {{.Id}} {{.State.Pid}} web";
    private static final String PODMAN = "podman container inspect --format {{.Id}} {{.State.Pid}} web";

    @TempDir
    Path root;

    private final FakeCommands commands = new FakeCommands();

    @Test
    void namespaceOf_aContainer_isThatOfItsProcess() throws IOException {
        commands.answer(DOCKER, 0, ID + " 4711\n", "");
        file("/proc/4711/cgroup", "0::/system.slice/docker-" + ID + ".scope\n");

        assertThat(namespace(commands)).isEqualTo(NetworkNamespace.ofProcess(4711));
    }

    @Test
    void namespaceOf_aContainerWithoutAControlGroup_isThatOfTheChildOfItsKeeper() throws IOException {
        commands.answer(PODMAN, 0, ID + " 4711\n", "");
        file("/proc/4711/cgroup", "0::/\n");
        file("/proc/4711/stat", "4711 (a b) c) S 4700 4711 4711 0 -1\n");
        file("/proc/4700/cmdline", "conmon\0-c\0" + ID + "\0");

        assertThat(namespace(commands)).isEqualTo(NetworkNamespace.ofProcess(4711));
    }

    @Test
    void namespaceOf_aContainerOfARemoteEngine_isRefused() throws IOException {
        commands.answer(DOCKER, 0, ID + " 4711\n", "");
        file("/proc/4711/cgroup", "0::/user.slice\n");
        file("/proc/4711/stat", "4711 (bash) S 1 4711 4711 0 -1\n");
        file("/proc/1/cmdline", "init\0");

        assertThatThrownBy(() -> namespace(commands))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "container web: docker: its process 4711 is not one of this machine: the engine runs on another, or in"
                                + " another PID namespace; run the probe there");
    }

    @Test
    void namespaceOf_aNameThatDockerDoesNotKnow_isAskedOfPodman() throws IOException {
        commands.answer(DOCKER, 1, "", "Error: No such container: web\n").answer(PODMAN, 0, ID + " 4711\n", "");
        file("/proc/4711/cgroup", "0::/machine.slice/libpod-" + ID + ".scope\n");

        assertThat(namespace(commands)).isEqualTo(NetworkNamespace.ofProcess(4711));
    }

    @Test
    void namespaceOf_behindAPathThatMayNotBeSearched_isAskedOfTheNextEngine() throws IOException {
        commands.answer(PODMAN, 0, ID + " 4711\n", "");
        file("/proc/4711/cgroup", "0::/machine.slice/libpod-" + ID + ".scope\n");
        CommandRunner unsearchable = command -> {
            if (command.get(0).equals("docker")) {
                throw new IOException("Cannot run program \"docker\": error=13, Permission denied");
            }
            return commands.run(command);
        };

        assertThat(namespace(unsearchable)).isEqualTo(NetworkNamespace.ofProcess(4711));
    }

    @Test
    void namespaceOf_aStoppedContainer_saysWhatEachEngineAnswered() {
        commands.answer(DOCKER, 1, "", "Error: No such container: web\n").answer(PODMAN, 0, ID + " 0\n", "");

        assertThatThrownBy(() -> namespace(commands))
                .hasMessage("container web: docker: Error: No such container: web; podman: it is not running");
    }

    @Test
    void namespaceOf_withoutAnEngine_saysSo() {
        assertThatThrownBy(() -> namespace(commands))
                .hasMessage("container web: none of docker, podman, nerdctl and crictl is here; use --pid");
    }

    @Test
    void containerNetwork_whoseOnlyDevicesLeadElsewhere_isAContainersOwn() throws IOException {
        file("/.dockerenv", "");
        device("lo", 1, 1);
        device("eth0", 2, 17);

        assertThat(ContainerNetwork.isEntered(Host.at(root, commands))).isTrue();
    }

    @Test
    void containerNetwork_withADeviceOfTheMachine_isTheHosts() throws IOException {
        file("/.dockerenv", "");
        device("lo", 1, 1);
        device("ens3", 2, 2);
        device("veth1", 5, 2);

        assertThat(ContainerNetwork.isEntered(Host.at(root, commands))).isFalse();
    }

    @Test
    void containerNetwork_withoutAContainer_isTheHosts() throws IOException {
        device("lo", 1, 1);

        assertThat(ContainerNetwork.isEntered(Host.at(root, commands))).isFalse();
    }

    private NetworkNamespace namespace(CommandRunner runner) throws IOException {
        return new ContainerEngine(Host.at(root, runner)).namespaceOf("web");
    }

    private void device(String name, int index, int link) throws IOException {
        file("/sys/class/net/" + name + "/ifindex", index + "\n");
        file("/sys/class/net/" + name + "/iflink", link + "\n");
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
