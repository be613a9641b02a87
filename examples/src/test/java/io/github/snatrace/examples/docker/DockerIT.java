package io.github.snatrace.examples.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * The image, built without a registry as the page says, and the race on a Docker host that also has a network of
 * somebody else, whose container connects to another machine all the while.
 */
@NeedsDocker
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(600)
class DockerIT {

    private static final String IMAGE = "snat-race";
    private static final int LIMIT_SECONDS = 180;

    /** Another machine: a namespace behind a link of the host. */
    private static final String ELSEWHERE = "10.77.0.2:8080";

    private static final String CONFINED = "--read-only --cap-drop ALL --security-opt no-new-privileges --memory 64m ";

    private final DockerDaemon daemon;

    DockerIT(DockerDaemon daemon) {
        this.daemon = daemon;
    }

    @BeforeAll
    void buildTheImageAndPlaceANeighbour() throws IOException {
        daemon.docker(daemon.start(DockerDaemon.HOME.resolve("base").toString()), "import", "-", "snat-race-base")
                .orThrow();
        build(IMAGE, "0");
        docker("run --detach --name elsewhere --network none " + IMAGE + " server --backlog 4096")
                .orThrow();
        String process = daemon.docker("inspect", "--format", "{{.State.Pid}}", "elsewhere")
                .orThrow()
                .strip();
        daemon.onHost(IMAGE, """
                        ip link add elsewhere type veth peer name eth0 netns %s
                        ip address add 10.77.0.1/24 dev elsewhere
                        ip link set elsewhere up
                        """.formatted(process)).orThrow();
        daemon.docker(
                        "run",
                        "--rm",
                        "--network",
                        "container:elsewhere",
                        "--user",
                        "0",
                        "--cap-add",
                        "NET_ADMIN",
                        "--entrypoint",
                        "bash",
                        IMAGE,
                        "-ec",
                        """
                        ip address add 10.77.0.2/24 dev eth0
                        ip link set eth0 up
                        ip route add default via 10.77.0.1
                        """)
                .orThrow();
        docker("network create others").orThrow();
        docker("run --detach --name neighbour --network others " + IMAGE + " client --remote-addr " + ELSEWHERE
                        + " --go-routines 1 --dial-interval-us 50000 --timeout-ms 5000 --plain")
                .orThrow();
    }

    @AfterAll
    void endTheNeighbour_whoNeverLostItsWay() {
        daemon.docker("stop", "neighbour").orThrow();

        String summary = lastSummary(daemon.docker("logs", "neighbour"));
        assertThat(summary).matches("Requests since start \\(error/total\\): +0/[1-9][0-9]+");
        daemon.docker("rm", "--force", "neighbour", "elsewhere").orThrow();
        daemon.docker("network", "rm", "others").orThrow();
    }

    @Test
    void image_ofEitherBuilder_hasAtMost80MegabytesAndTheSameMetadata() {
        build(IMAGE + ":buildkit", "1");

        JsonNode classic = JsonMapper.shared()
                .readTree(daemon.docker("image", "inspect", IMAGE).orThrow())
                .get(0);
        JsonNode buildKit = JsonMapper.shared()
                .readTree(daemon.docker("image", "inspect", IMAGE + ":buildkit").orThrow())
                .get(0);
        assertThat(List.of(classic.get("Size").asLong(), buildKit.get("Size").asLong()))
                .allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(80_000_000));
        for (String key : List.of("Entrypoint", "Cmd", "User", "Labels", "Healthcheck", "Env")) {
            assertThat(classic.at("/Config/" + key))
                    .as(key)
                    .isNotEqualTo(MissingNode.getInstance())
                    .isEqualTo(buildKit.at("/Config/" + key));
        }
    }

    @Test
    void serverAndClient_withNothingToWriteToAnd64Megabytes_doAsTheGoTool_andTheHealthcheckCostsNoAccept() {
        docker("run --detach --name small --network none " + CONFINED + IMAGE + " s -local-addr 127.0.0.1:8080 -s 1")
                .orThrow();
        await(() -> docker("exec small snat-race health").exitCode() == 0);

        CommandResult client =
                docker("run --rm --network container:small --entrypoint /app/snat-race-conn-test " + CONFINED + IMAGE
                        + " c -remote-addr=127.0.0.1:8080 -go-routines 2 -dial-interval-us 1000 --connections 1000 "
                        + "--plain");
        docker("stop small").orThrow();
        CommandResult server = docker("logs small");
        docker("rm small").orThrow();

        assertThat(lastSummary(client)).matches("Requests since start \\(error/total\\): +0/1000");
        assertThat(server.out() + server.err()).contains("1000").doesNotContain("1001");
    }

    @Test
    void probe_withNothingToWriteTo_readsTheHostByNetlink() {
        CommandResult probe = docker("run --rm --network host --user 0 --cap-add NET_ADMIN " + CONFINED + IMAGE
                + " probe show --json --source netlink");

        assertThat(JsonMapper.shared().readTree(probe.orThrow()).get("source").asString())
                .isEqualTo("ctnetlink");
    }

    @Test
    void race_underDockersRuleAndUnderTheCure_losesConnectionsToTheOneOnly_andLeavesTheHostAsItWas(@TempDir Path keep) {
        String before = rules();

        CommandResult race =
                CommandResult.of(race("--json", "--keep", keep.resolve("runs").toString()), LIMIT_SECONDS);

        assertThat(race.exitCode()).as(race.err()).isIn(0, 4);
        JsonNode arms = JsonMapper.shared().readTree(race.out()).get("arms");
        long timeouts = arms.get(0).get("timeouts").asLong();
        assertThat(timeouts)
                .isGreaterThanOrEqualTo(20)
                .isEqualTo(arms.get(0).get("insertFailed").asLong());
        assertThat(arms.get(1).get("timeouts").asLong()).isLessThanOrEqualTo(timeouts / 20);
        assertThat(keep.resolve("runs/report.html")).content().contains("Docker: masquerade");
        assertThat(race.err()).contains("addresses and routes are what they were");
        assertThat(rules()).isEqualTo(before);
        assertThat(containersOfRaces()).isEmpty();
    }

    @Test
    void race_withTheServerOnAnotherMachine_startsNoServer() {
        CommandResult race = CommandResult.of(
                race("--json", "--server", ELSEWHERE, "--rounds", "1", "--ticks", "300"), LIMIT_SECONDS);

        assertThat(race.exitCode()).as(race.err()).isIn(0, 4);
        JsonNode arms = JsonMapper.shared().readTree(race.out()).get("arms");
        assertThat(arms).allSatisfy(arm -> assertThat(arm.get("timeouts")).isEqualTo(arm.get("insertFailed")));
        assertThat(arms.get(0).get("connects").asLong()).isPositive();
    }

    /** The server's container is being made; clients race; the cure stands. */
    @ParameterizedTest
    @ValueSource(strings = {"srv", "c2", "cure"})
    void race_killed_leavesNeitherContainersNorRules(String moment) {
        String before = rules();
        Process race = race();
        await(() -> !race.isAlive() || containersOfRaces().contains(moment + "\n"));
        boolean alive = race.isAlive();

        race.destroyForcibly();

        await(() -> containersOfRaces().isEmpty());
        assertThat(alive).isTrue();
        assertThat(rules()).isEqualTo(before);
    }

    @Test
    void race_inANetworkThatIsNotThere_saysSo() {
        CommandResult race = CommandResult.of(race("--network", "nowhere"), LIMIT_SECONDS);

        assertThat(race).isEqualTo(new CommandResult(2, "", "race: --network: there is no Docker network nowhere\n"));
    }

    private Process race(String... options) {
        return daemon.start(DockerDaemon.HOME.resolve("race").toString(), options);
    }

    /** Returns the rules of the daemon's host, without counts, as the bytes that nft prints. */
    private String rules() {
        return daemon.onHost(IMAGE, "nft --stateless list ruleset").orThrow();
    }

    private String containersOfRaces() {
        return daemon.docker("ps", "--all", "--filter", "label=snat-race", "--format", "{{.Names}}")
                .orThrow();
    }

    private void build(String name, String buildKit) {
        Process build = daemon.start(
                "env",
                "DOCKER_BUILDKIT=" + buildKit,
                "docker",
                "build",
                "--tag",
                name,
                "--file",
                DockerDaemon.HOME.resolve("Dockerfile").toString(),
                "--build-arg",
                "BASE=snat-race-base",
                "--build-arg",
                "MAVEN=snat-race-base",
                "--build-arg",
                "JARS=target",
                DockerDaemon.HOME.resolve("../..").normalize().toString());
        CommandResult.of(build, 2 * LIMIT_SECONDS).orThrow();
    }

    /** Runs {@code docker} with arguments that have no spaces in them. */
    private CommandResult docker(String arguments) {
        return daemon.docker(arguments.split(" "));
    }

    private static String lastSummary(CommandResult result) {
        return (result.out() + result.err())
                .lines()
                .filter(line -> line.startsWith("Requests since start"))
                .reduce("", (before, line) -> line);
    }

    /** Asks until it is so; each answer takes a while by itself. */
    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
        }
    }
}
