package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@NeedsLab
class RaceIT {

    @Test
    void race_underMasquerade_losesWhatTheRouterFailedToInsert_andNextToNothingUnderFullyRandom() {
        String mark = UUID.randomUUID().toString();

        LabScript.Result result = LabScript.of(
                        LabScript.HOME + "/race", "--json", "--rounds", "1", "--step", "1ms", "--ticks", "3000")
                .with(Remains.MARK, mark)
                .run();

        JsonNode race = JsonMapper.shared().readTree(result.out());
        // A machine with much to do makes the clients late; what was lost has to add up all the same.
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(race.get("proof").size()).isEqualTo(2);
        assertThat(race.get("proof").get(0).get("verdict").asString()).isEqualTo("COLLIDES");
        assertThat(race.get("proof").get(0).get("lost").asLong()).isEqualTo(20);
        assertThat(race.get("proof").get(1).get("verdict").asString()).isEqualTo("SAFE");
        JsonNode arms = race.get("arms");
        JsonNode masquerade = arms.get(0);
        JsonNode random = arms.get(1);
        assertThat(masquerade.get("rule").asString()).isEqualTo("masquerade");
        assertThat(masquerade.get("connects").asLong()).isEqualTo(6000);
        assertThat(masquerade.get("insertFailed").asLong())
                .isEqualTo(masquerade.get("timeouts").asLong())
                .isGreaterThanOrEqualTo(100);
        assertThat(masquerade.get("agree").asBoolean())
                .as(masquerade.toString())
                .isTrue();
        assertThat(masquerade.get("verdict").asString()).isEqualTo("SNAT_INSERTION_RACE");
        assertThat(random.get("rule").asString()).isEqualTo("masquerade fully-random");
        assertThat(random.get("timeouts").asLong())
                .isLessThanOrEqualTo(masquerade.get("timeouts").asLong() / 50);
        JsonNode trace = race.get("trace");
        assertThat(trace.get("syns").asLong()).isPositive();
        assertThat(trace.get("raced").asLong()).isEqualTo(trace.get("lost").asLong());
        assertThat(result.err())
                .startsWith(
                        "race: round 1 of 1: masquerade\nrace: round 1 of 1: masquerade fully-random\nrace: report: ")
                .hasLineCount(3);
        Path report = Path.of(
                result.err().substring(result.err().lastIndexOf(' ') + 1).strip());
        assertThat(report.toString()).matches(".*/target/lab/[-0-9T.]+Z/report.html");
        assertThat(report).content().contains("insert_failed", "masquerade fully-random");
        assertThat(Remains.of(mark)).isEmpty();
    }

    @Test
    void race_betweenIpv6Addresses_isNamedTheSame() {
        LabScript.Result result = LabScript.of(
                        LabScript.HOME + "/race",
                        "--family",
                        "inet6",
                        "--rule",
                        "masquerade",
                        "--rounds",
                        "1",
                        "--step",
                        "1ms",
                        "--json")
                .run();

        JsonNode race = JsonMapper.shared().readTree(result.out());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(race.get("proof").get(0).get("case").asString()).isEqualTo("tcp6");
        assertThat(race.get("proof").get(0).get("verdict").asString()).isEqualTo("COLLIDES");
        JsonNode masquerade = race.get("arms").get(0);
        assertThat(masquerade.get("insertFailed").asLong())
                .isEqualTo(masquerade.get("timeouts").asLong())
                .isPositive();
        assertThat(masquerade.get("verdict").asString()).isEqualTo("SNAT_INSERTION_RACE");
        assertThat(masquerade.get("causes").get("SNAT_INSERTION_RACE").asLong())
                .isEqualTo(masquerade.get("timeouts").asLong());
        assertThat(race.get("trace").get("named"))
                .allSatisfy(loser -> assertThat(loser.get("rival").asString()).startsWith("[fd00:17:"));
    }

    @Test
    void race_withAFamilyThatNobodyKnows_isWrongUse() {
        LabScript.Result result =
                LabScript.of(LabScript.HOME + "/race", "--family", "ipx").run();

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("race: --family: ipx is neither inet nor inet6\n");
    }

    @Test
    void race_withARuleThatNftDoesNotKnow_isWrongUse() {
        LabScript.Result result = LabScript.of(LabScript.HOME + "/race", "--rule", "masquerade sometimes")
                .run();

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .hasLineCount(1)
                .startsWith("race: --rule: nft does not understand 'masquerade sometimes'");
        assertThat(result.out()).isEmpty();
    }
}
