package io.github.snatrace.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ManifestsTest {

    @ParameterizedTest
    @FieldSource("io.github.snatrace.examples.kubernetes.Manifests#OVERLAYS")
    void manifests_ofAnOverlay_areWhatKubernetesAndPodSecurityExpect(String overlay) {
        assertThat(ManifestCheck.complaintsAbout(Manifests.of(overlay))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            backoffLimit: 0               | backofLimit: 0                 | unknown field backofLimit
            readOnlyRootFilesystem: true  | readOnlyRootFileSystem: true   | unknown field readOnlyRootFileSystem
            completions: 2                | completions: two               | Cannot deserialize
            restartPolicy: Never          | restartPolicy: {Never: 1}      | Cannot deserialize
            parallelism: 2                | completions: 2                 | Duplicate
            apiVersion: batch/v1          | apiVersion: batch/v1beta9      | unknown type
            image: snat-race:0.1.0        | image: snat-race               | image with a tag
            drop: ["ALL"]                 | add: ["NET_ADMIN"]             | capabilities
            enforce: privileged           | enforce: baseline              | hostNetwork is forbidden
            namespace: snat-race-node     | namespace: snat-race-nodes     | no namespace
            limits: {memory: 96Mi}        | limits: {cpu: 1}               | no limit of memory
            name: tmp                     | name: temp                     | a volume is mounted
            type: RuntimeDefault          | type: Unconfined               | seccompProfile
            ttlSecondsAfterFinished: 3600 | suspend: false                 | ttlSecondsAfterFinished
            """)
    void complaints_aboutAPlantedMistake_nameIt(String right, String wrong, String complaint) {
        String manifests = Manifests.of("pair");

        assertThat(manifests).contains(right);
        assertThat(ManifestCheck.complaintsAbout(manifests.replaceFirst(Pattern.quote(right), wrong)))
                .anySatisfy(said -> assertThat(said).contains(complaint));
    }
}
