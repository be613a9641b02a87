package io.github.snatrace.probe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.conntrack.ConntrackStats;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConditionTest {
    private static final String ZERO = "cpu=0 drop=0 insert_failed=0\ncpu=1 drop=0 insert_failed=0\n";
    private static final String AFTER = "cpu=0 drop=9 insert_failed=4\ncpu=1 drop=0 insert_failed=6\n";

    @ParameterizedTest
    @CsvSource({
        "insert_failed>0,           HOLDS",
        "insert_failed > 9,         HOLDS",
        "insert_failed>10,          DOES_NOT_HOLD",
        "insert_failed>=10,         HOLDS",
        "insert_failed<10,          DOES_NOT_HOLD",
        "insert_failed<=10,         HOLDS",
        "insert_failed==10,         HOLDS",
        "insert_failed=10,          HOLDS",
        "insert_failed!=10,         DOES_NOT_HOLD",
        "cpu0.insert_failed>4,      DOES_NOT_HOLD",
        "cpu1.insert_failed>4,      HOLDS",
        "cpu*.insert_failed>5,      HOLDS",
        "cpu*.insert_failed>6,      DOES_NOT_HOLD",
        "cpu*.drop==0,              HOLDS",
        "cpu7.insert_failed>0,      UNKNOWN",
        "clashres>0,                UNKNOWN",
        "clash_resolve>0,           UNKNOWN",
    })
    void judge_completeCounters_isCertain(String condition, Condition.Judgement expected) {
        assertThat(judge(condition, ZERO, AFTER)).isEqualTo(expected);
        assertThat(Condition.parse(condition).judge(ConntrackStats.parse(AFTER)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "insert_failed>3,       HOLDS",
        "insert_failed>4,       UNKNOWN",
        "insert_failed<5,       UNKNOWN",
        "insert_failed<4,       DOES_NOT_HOLD",
        "insert_failed==4,      UNKNOWN",
        "cpu0.insert_failed>4,  DOES_NOT_HOLD",
        "cpu1.insert_failed>0,  UNKNOWN",
        "cpu*.insert_failed>4,  UNKNOWN",
    })
    void judge_aCpuMissingBefore_isCertainOnlyOfWhatMoreCannotChange(String condition, Condition.Judgement expected) {
        assertThat(judge(condition, "cpu=0 drop=0 insert_failed=0\n", AFTER)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"drop>3, HOLDS", "drop>4, UNKNOWN", "cpu0.drop>4, UNKNOWN"})
    void judge_reset_isCertainOnlyOfWhatMoreCannotChange(String condition, Condition.Judgement expected) {
        assertThat(judge(condition, "cpu=0 drop=90\n", "cpu=0 drop=4\n")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "insert_failed",
                "insert_failed>",
                "insert_failed>-1",
                "insert_failed>x",
                ">0",
                "cpu.drop>0",
                "a b>0"
            })
    void parse_noCondition_isRefusedWithTheFormThatIsExpected(String text) {
        assertThatThrownBy(() -> Condition.parse(text))
                .isInstanceOf(UsageException.class)
                .hasMessage("--fail-if: expected a condition as insert_failed>0 or cpu3.drop>=10, not " + text);
    }

    private static Condition.Judgement judge(String condition, String before, String after) {
        return Condition.parse(condition).judge(ConntrackStats.parse(after).since(ConntrackStats.parse(before)));
    }
}
