package io.github.snatrace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApportionmentTest {

    /** Suspects as their counts, those that repeat with a star. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # stalled | lost SYNs | suspects    | shares
            0         | 0         | 10 20*      | 0 0
            100       | 100       | ''          | ''
            100       | 100       | 40          | 40
            100       | 100       | 40*         | 40
            100       | 100       | 40 60*      | 40 60
            100       | 300       | 300*        | 100
            100       | 300       | 150* 150*   | 50 50
            100       | 250       | 50 200*     | 50 50
            100       | 250       | 50 100*     | 50 25
            100       | 100       | 400*        | 100
            100       | 100       | 30 400*     | 30 70
            100       | 100       | 300 100*    | 75 25
            100       | 100       | 200 100     | 67 33
            10        | 10        | 10* 10* 10* | 4 3 3
            """)
    void stalledConnects_areSplit(long stalled, long lost, String suspects, String shares) {
        List<Suspect> parsed = new ArrayList<>();
        for (String suspect : suspects.isBlank() ? new String[0] : suspects.split(" ", -1)) {
            boolean repeats = suspect.endsWith("*");
            parsed.add(new Suspect(
                    Cause.PACKET_LOST,
                    Long.parseLong(suspect.replace("*", "")),
                    repeats,
                    Suspect.Leg.BEYOND,
                    Confidence.HIGH,
                    List.of(),
                    ""));
        }

        assertThat(Apportionment.of(stalled, lost, parsed))
                .isEqualTo(
                        shares.isBlank()
                                ? List.of()
                                : Arrays.stream(shares.split(" ", -1))
                                        .map(Long::parseLong)
                                        .toList());
    }
}
