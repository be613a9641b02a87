package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The lab under a kernel of Debian's in an emulator. With {@code CI=true} what is missing is installed, or the test
 * fails.
 */
@NeedsLab
class KernelIT {
    private static final String KERNEL = "6.1";
    private static final boolean CI = "true".equals(System.getenv("CI"));
    /** A minute where nobody else works. */
    private static final int LIMIT_SECONDS = 600;

    @Test
    void kernel_ofDebian_losesOneOfEachPairThere() {
        assumeThat(CI || isInstalled("qemu-system-x86_64"), "there is no qemu-system-x86_64");

        LabScript.Result result = LabScript.of(
                        LabScript.HOME + "/kernel",
                        "--limit",
                        Integer.toString(LIMIT_SECONDS - 60),
                        KERNEL,
                        "--",
                        LabScript.HOME + "/prove",
                        "--rule",
                        "masquerade",
                        "--pairs",
                        "3",
                        "--json")
                .within(LIMIT_SECONDS)
                .run();

        assumeThat(CI || !result.err().contains("kernel: apt-get"), result.err().strip());
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        JsonNode proof = JsonMapper.shared().readTree(result.out());
        assertThat(proof.get("kernel").asString()).startsWith(KERNEL + ".");
        assertThat(proof.get("cases"))
                .extracting(each -> each.get("verdict").asString())
                .containsExactly("COLLIDES", "COLLIDES", "RESOLVED");
        assertThat(proof.get("cases").get(0).get("insertFailed").asLong()).isEqualTo(3);
    }

    @Test
    void kernel_thatNobodyKnows_isWrongUse() {
        assumeThat(CI || isInstalled("qemu-system-x86_64"), "there is no qemu-system-x86_64");

        LabScript.Result result =
                LabScript.of(LabScript.HOME + "/kernel", "newest", "--", "true").run();

        assertThat(result)
                .isEqualTo(new LabScript.Result(
                        2,
                        "",
                        "kernel: KERNEL: newest is neither a file nor a directory nor a version such as 6.12\n"));
    }

    private static boolean isInstalled(String command) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(bin -> Files.isExecutable(Path.of(bin, command)));
    }

    private static void assumeThat(boolean possible, String otherwise) {
        if (!possible) {
            System.err.println("SKIPPED KernelIT: " + otherwise);
        }
        Assumptions.assumeTrue(possible, otherwise);
    }
}
