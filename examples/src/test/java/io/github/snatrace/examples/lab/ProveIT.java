package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@NeedsLab
class ProveIT {

    @Test
    void prove_byDefault_losesOneOfEachPairUnderMasqueradeAndNoneUnderFullyRandom() {
        String mark = UUID.randomUUID().toString();

        LabScript.Result result = LabScript.of(LabScript.HOME + "/prove", "--json")
                .with(Remains.MARK, mark)
                .run();

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(cases(result))
                .containsExactly(
                        "masquerade tcp held 20 collided 20 lost 20 insertFailed 20 COLLIDES",
                        "masquerade tcp6 held 20 collided 20 lost 20 insertFailed 20 COLLIDES",
                        "masquerade udp-one-socket held 20 collided 20 lost 0 insertFailed 0 RESOLVED",
                        "masquerade fully-random tcp held 20 collided 0 lost 0 insertFailed 0 SAFE",
                        "masquerade fully-random tcp6 held 20 collided 0 lost 0 insertFailed 0 SAFE",
                        "masquerade fully-random udp-one-socket held 20 collided 20 lost 0 insertFailed 0 RESOLVED");
        assertThat(Remains.of(mark)).isEmpty();
    }

    @Test
    void prove_threeClients_haveTwoLosersOfEachGroup() {
        LabScript.Result result = LabScript.of(
                        LabScript.HOME + "/prove",
                        "--json",
                        "--clients",
                        "3",
                        "--pairs",
                        "5",
                        "--rule",
                        "snat to 10.99.0.1",
                        "--expect",
                        "safe")
                .run();

        assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
        assertThat(cases(result))
                .startsWith("snat to 10.99.0.1 tcp held 5 collided 10 lost 10 insertFailed 10 COLLIDES")
                .hasSize(2);
    }

    @Test
    void prove_queriesToTwoBackends_areBothAnsweredAndDoNotCollideFromASocketEach() {
        LabScript.Result result = LabScript.of(
                        LabScript.HOME + "/prove",
                        "--json",
                        "--family",
                        "inet",
                        "--pairs",
                        "5",
                        "--rule",
                        "masquerade fully-random",
                        "--expect",
                        "safe")
                .run();

        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        assertThat(cases(result))
                .contains(
                        "masquerade fully-random udp-two-backends held 5 collided 5 lost 0 insertFailed 0 RESOLVED",
                        "masquerade fully-random udp-two-backends-reopen held 5 collided 0 lost 0 insertFailed 0 SAFE");
    }

    @Test
    void prove_rulesOfAHost_areProvenEachByItself(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("iptables-save"), """
                *nat
                :POSTROUTING ACCEPT [0:0]
                -A POSTROUTING -s 10.42.0.0/16 ! -o cni0 -p tcp -j MASQUERADE --to-ports 1024-65535
                -A POSTROUTING -s 10.43.0.0/16 -o eth7 -p tcp -j SNAT --to-source 192.0.2.10 --random-fully
                -A POSTROUTING -s 10.44.0.2/32 -d 10.44.0.2/32 -p tcp -j MASQUERADE
                COMMIT
                """);

        LabScript.Result result = LabScript.of(
                        LabScript.HOME + "/prove", "--json", "--pairs", "3", "--rules-of", file.toString())
                .run();

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(cases(result)).hasSize(2);
        assertThat(cases(result).get(0)).endsWith(" tcp held 3 collided 3 lost 3 insertFailed 3 COLLIDES");
        assertThat(cases(result).get(1)).endsWith(" tcp held 3 collided 0 lost 0 insertFailed 0 SAFE");
        assertThat(JsonMapper.shared()
                        .readTree(result.out())
                        .get("unmapped")
                        .get(0)
                        .get("why")
                        .asString())
                .isEqualTo("it serves one client, which meets nobody");
    }

    @Test
    void prove_whatNobodyKnows_isWrongUse() {
        assertThat(LabScript.of(LabScript.HOME + "/prove", "--expect", "luck").run())
                .isEqualTo(new LabScript.Result(2, "", "prove: --expect: expected safe, not luck\n"));
        assertThat(LabScript.of(LabScript.HOME + "/prove", "--clients", "9").run())
                .isEqualTo(new LabScript.Result(2, "", "prove: --clients: 9 is not a whole number from 2 to 8\n"));
    }

    private static List<String> cases(LabScript.Result result) {
        List<String> cases = new ArrayList<>();
        for (JsonNode each : JsonMapper.shared().readTree(result.out()).get("cases")) {
            cases.add(each.get("rule").asString() + " " + each.get("case").asString() + " held "
                    + each.get("held").asLong() + " collided "
                    + each.get("collided").asLong() + " lost "
                    + each.get("lost").asLong() + " insertFailed "
                    + each.get("insertFailed").asLong() + " "
                    + each.get("verdict").asString());
        }
        return cases;
    }
}
