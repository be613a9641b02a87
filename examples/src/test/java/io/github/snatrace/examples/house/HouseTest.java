package io.github.snatrace.examples.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.Multimap;
import com.google.common.collect.Multimaps;
import com.google.common.collect.TreeMultimap;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.snatrace.dial.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
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

    private static final Pattern READS_JSON = Pattern.compile("\\b(readValues?|readTree|createParser|treeToValue)\\(");

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

    /**
     * The probe, which sees none of the dialer's clock, and what measures or proves have deadlines of their own. The
     * recorder has the system's clock by default, and the client's command hands it on.
     */
    @Test
    void clock_isReadByOneClassOfAllThatDialAcceptAndReport_andHandedOutByTwo() {
        noClasses()
                .that(resideInAnyPackage(
                        ROOT + "dial",
                        ROOT + "accept",
                        ROOT + "stats",
                        ROOT + "compare",
                        ROOT + "result",
                        ROOT + "testing",
                        ROOT + "server..",
                        ROOT + "client..",
                        ROOT + "examples.lab",
                        ROOT + "examples.install"))
                .and()
                .doNotHaveSimpleName("SystemTimeline")
                .and()
                .doNotHaveSimpleName("AttemptRecorder")
                .and()
                .doNotHaveSimpleName("ClientCommand")
                .should()
                .callCodeUnitWhere(describe("it reads the clock, hands it out or sleeps", HouseTest::readsTheClock))
                .check(MAIN);
    }

    private static boolean readsTheClock(JavaCall<?> call) {
        String owner = call.getTargetOwner().getName();
        String name = call.getName();
        return (owner.equals("java.lang.System") && name.matches("nanoTime|currentTimeMillis"))
                || (owner.startsWith("java.time.") && name.matches("now|system.*"))
                || (owner.equals("java.lang.Thread") && name.equals("sleep"));
    }

    @Test
    void schedule_isAskedByNobodyWhatItIs() {
        assertThat(MAIN.stream()
                        .flatMap(type -> type.getInstanceofChecks().stream())
                        .filter(check -> check.getRawType().getName().startsWith(Schedule.class.getName()))
                        .map(check -> check.getOwner().getOwner().getName())
                        .filter(name -> !name.startsWith(Schedule.class.getName())))
                .isEmpty();
    }

    @Test
    void resultOfARun_hasTwoReaders() throws IOException {
        Set<String> readers = new TreeSet<>();
        for (String module : List.of("core", "server-cli", "client-cli", "conntrack-probe", "examples")) {
            try (Stream<Path> sources = Files.walk(Path.of("..", module, "src/main/java"))) {
                for (Path source : sources.filter(Files::isRegularFile).toList()) {
                    String text = Files.readString(source);
                    if (READS_JSON.matcher(text).find() && text.contains("outcomes")) {
                        readers.add(source.getFileName().toString());
                    }
                }
            }
        }

        assertThat(readers).containsExactly("ClientResult.java", "JsonValue.java");
    }

    @Test
    void shell_readsNoResultOfARun() throws IOException {
        List<Path> scripts = new ArrayList<>();
        for (String room : List.of("bench", "bin", "docker", "lab")) {
            try (Stream<Path> files = Files.walk(Path.of(room))) {
                files.filter(Files::isRegularFile).filter(HouseTest::isShell).forEach(scripts::add);
            }
        }

        assertThat(scripts)
                .hasSizeGreaterThan(20)
                .allSatisfy(script -> assertThat(script)
                        .content()
                        .doesNotContainPattern(
                                "\\b(outcomes|attempts|connectMillis|latenessMillis|perSecond|invalidBecause|timed_out|TIMED_OUT)"
                                        + "\\b|\\bjq "));
    }

    private static boolean isShell(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            String first = lines.findFirst().orElse("");
            return (first.startsWith("#!") && first.contains("sh")) || first.startsWith("# shellcheck shell=");
        } catch (IOException | UncheckedIOException e) {
            return false; // no text
        }
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
