package io.github.snatrace.examples.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.Multimap;
import com.google.common.collect.Multimaps;
import com.google.common.collect.TreeMultimap;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The plan of the build, over the classes of all modules. */
final class HouseTest {

    private static final String ROOT = "io.github.snatrace.";

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.snatrace");

    /** Each package, and the packages of the build that it sees beside itself. */
    private static final String PLAN = """
            dial                  |
            accept                | dial
            stats                 | dial
            compare               | dial, stats
            result                | dial, stats, compare
            testing               | dial, accept, stats, compare, result
            server.cli            | dial, accept
            commandline           |
            host                  |
            netns                 | host
            netlink               | host, netns
            conntrack             | host, netns, netlink
            snapshot              | host, netns, netlink, conntrack
            trace                 | host, netns, netlink
            hold                  | host, netns, netlink
            diagnosis             | host, netns, netlink, conntrack, snapshot, trace
            windows               | host, conntrack, snapshot
            doctor.rules          | host
            doctor                | host, netns, netlink, conntrack, snapshot, doctor.rules
            metrics               | commandline, host, netns, netlink, conntrack, snapshot
            conntrack.testing     | host, netns, netlink, conntrack, snapshot, diagnosis
            probe.cli             | commandline, host, netns, netlink, conntrack, snapshot, trace, hold, diagnosis, \
            doctor, doctor.rules, metrics, windows
            client.text           | dial, stats, compare, result
            client.live           | commandline, dial, stats, compare, result, client.text
            client.page           | dial, stats, compare, result, client.text, host, conntrack, snapshot
            client.files          | commandline, dial, stats, result
            client.cli            | all but the commands
            examples.bench        | all but the commands
            examples.lab          | all but the commands
            examples.prove        | all but the commands
            examples.install      | server.cli, client.cli, probe.cli
            """;

    private static final Map<String, Set<String>> SEES = plan();

    static Stream<String> packages() {
        return SEES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void package_seesWhatThePlanSays(String name) {
        String[] seen = Stream.concat(Stream.of(name), SEES.getOrDefault(name, Set.of()).stream())
                .map(other -> ROOT + other)
                .toArray(String[]::new);

        classes()
                .that(resideInAPackage(ROOT + name))
                .should()
                .onlyDependOnClassesThat(
                        resideOutsideOfPackage("io.github.snatrace..").or(resideInAnyPackage(seen)))
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void everyType_isInAPackageOfThePlan() {
        Set<String> packages = new TreeSet<>();
        MAIN.forEach(type -> packages.add(type.getPackageName().substring(ROOT.length())));

        assertThat(packages).isSubsetOf(SEES.keySet());
    }

    @Test
    void noBaseName_standsTwice() {
        Multimap<String, String> packages = TreeMultimap.create();
        MAIN.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().endsWith("-info"))
                .forEach(type -> packages.put(type.getSimpleName(), type.getPackageName()));

        assertThat(Multimaps.filterKeys(packages, name -> packages.get(name).size() > 1)
                        .keySet())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"util", "utils", "common", "impl", "helper", "helpers"})
    void noPackage_isABin(String name) {
        assertThat(SEES.keySet()).noneMatch(other -> ("." + other + ".").contains("." + name + "."));
    }

    private static Map<String, Set<String>> plan() {
        Map<String, String> lines =
                Splitter.on('\n').omitEmptyStrings().withKeyValueSeparator('|').split(PLAN);
        Map<String, Set<String>> sees = new TreeMap<>();
        lines.forEach((name, seen) -> sees.put(
                name.strip(),
                seen.strip().equals("all but the commands")
                        ? lines.keySet().stream()
                                .map(String::strip)
                                .filter(other -> !other.endsWith(".cli"))
                                .collect(Collectors.toSet())
                        : Set.copyOf(Splitter.on(',')
                                .trimResults()
                                .omitEmptyStrings()
                                .splitToList(seen))));
        return sees;
    }
}
