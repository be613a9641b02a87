package io.github.snatrace.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.dial.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever bytes a result file has, they are a result, which can be written, read, added and compared, or are refused
 * in one line. {@code -Dfuzz.rounds=1000000} makes more of it.
 */
@Timeout(3_600)
class ResultFuzzTest {

    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 4_000) / 4;
    private static final List<String> WORDS = List.of(
            "-1",
            "0",
            "1e999",
            "1e-999",
            "9223372036854775807",
            "4611686018427387904",
            "null",
            "true",
            "{}",
            "[]",
            "\"\"",
            "\"NaN\"",
            "\"\\u001b]0;x\"",
            "\"attempts\":",
            "\"outcomes\":{",
            "\"series\":{",
            ",",
            "}",
            "]");

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 300, 4_000})
    void parse_ofAnyBytes_isAResultOrOneLine(long seed) throws IOException {
        Random random = new Random(seed);
        RecordedRun recorded = new RecordedRun();
        for (int i = 0; i < 50; i++) {
            recorded.attempt(i * 7L, 100 + i, i % 9 == 0 ? Outcome.TIMED_OUT : Outcome.CONNECTED);
        }
        String whole = new String(
                ResultFile.format(recorded.result(RecordedRun.START.plusSeconds(1))), StandardCharsets.UTF_8);
        List<String> seeds = List.of(whole, "{\"schema\":1,\"attempts\":3,\"outcomes\":{\"CONNECTED\":3}}");
        int read = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] text = damaged(random, seeds.get(random.nextInt(seeds.size())));
            try {
                RunResult result = ResultFile.parse(text);
                assertThat(ResultFile.parse(ResultFile.format(result)).outcomes())
                        .isEqualTo(result.outcomes());
                assertThat(result.outcomes().decided() + result.outcomes().count(Outcome.CANCELLED))
                        .isEqualTo(result.outcomes().attempts());
                if (result.distributions() != null) {
                    assertThat(result.plus(result).outcomes().attempts())
                            .isEqualTo(2 * result.outcomes().attempts());
                }
                read++;
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).hasLineCount(1).hasSizeLessThan(500);
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("round " + round + ": " + new String(text, StandardCharsets.ISO_8859_1), e);
            }
        }
        assertThat(read).isPositive();
        assertThat(refused).isPositive();
    }

    private static byte[] damaged(Random random, String seed) {
        StringBuilder text = new StringBuilder(seed);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int from = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), from + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> text.replace(from, to, WORDS.get(random.nextInt(WORDS.size())));
                case 1 -> text.delete(from, to);
                case 2 -> text.insert(from, text.substring(from, to));
                case 3 -> text.insert(from, (char) random.nextInt(256));
                default -> digit(random, text);
            }
        }
        return text.toString().getBytes(random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    /** Another digit, so that what is read is still JSON. */
    private static void digit(Random random, StringBuilder text) {
        int at = random.nextInt(text.length() + 1);
        for (int i = at; i < text.length(); i++) {
            if (Character.isDigit(text.charAt(i))) {
                text.setCharAt(i, (char) ('0' + random.nextInt(10)));
                return;
            }
        }
    }
}
