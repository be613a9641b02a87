package io.github.snatrace.examples.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete;

class ManualTest {

    @Test
    void pages_areThoseOfEveryCommand_withWhatItsHelpSays() {
        Map<String, String> pages = Manual.pages(Manual.commands());

        assertThat(pages)
                .containsKeys(
                        "snat-race.1", "snat-race-server.1", "snat-race-client-compare.1", "snat-race-probe-doctor.1")
                .doesNotContainKey("snat-race-client-help.1");
        assertThat(pages.get("snat-race-client-compare.1"))
                .startsWith(
                        ".TH \"SNAT-RACE-CLIENT-COMPARE\" 1\n.SH NAME\nsnat\\-race\\-client\\-compare \\- Compares the")
                .contains("Usage: snat\\-race client compare", "\\-\\-fail\\-if=VERDICT");
    }

    @Test
    void completion_knowsTheSubcommandsAndTheirOptions() {
        assertThat(AutoComplete.bash("snat-race", Manual.commands()))
                .contains("--lockstep", "probe doctor", "--fail-if");
    }
}
