package io.github.snatrace.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResolverTest {
    private static final String GLIBC = "7f00-7f01 r-xp 00000000 08:01 131 /usr/lib/x86_64-linux-gnu/libc.so.6\n";
    private static final String MUSL = "7f00-7f01 r-xp 00000000 00:2a 77 /lib/ld-musl-x86_64.so.1\n";
    private static final String POD = """
            search default.svc.cluster.local svc.cluster.local
            nameserver 10.96.0.10 # kube-dns
            options ndots:5
            """;

    @Test
    void parse_resolvConfOfAPod_hasItsServersAndOptions() {
        assertThat(Resolver.parse(GLIBC, POD + "options single-request-reopen\n"))
                .isEqualTo(new Resolver(
                        Resolver.Library.GLIBC, List.of("10.96.0.10"), List.of("ndots:5", "single-request-reopen")));
    }

    @ParameterizedTest
    @CsvSource({
        "4.14.336, PROBLEM",
        "4.19.0, PROBLEM",
        "5.4.0, NOTE",
        "5.15.0, GOOD",
        "6.18.1, GOOD",
    })
    void conclude_queriesAtOnceFromOnePort_dependOnTheKernel(String kernel, String level) {
        assertThat(dns(kernel, Resolver.parse(MUSL, POD)))
                .extracting(Fact::level)
                .hasToString("[" + level + "]");
        assertThat(dns(kernel, Resolver.parse(GLIBC, POD)))
                .extracting(Fact::level)
                .hasToString("[" + level + "]");
    }

    @Test
    void conclude_oneQueryAfterTheOther_cannotRace() {
        Resolver reopen = Resolver.parse(GLIBC, POD + "options single-request-reopen\n");

        assertThat(dns("4.14.336", reopen)).singleElement().satisfies(fact -> {
            assertThat(fact.level()).isEqualTo(Fact.Level.GOOD);
            assertThat(fact.fact())
                    .isEqualTo("the process resolves names by glibc; resolv.conf: 10.96.0.10, options ndots:5"
                            + " single-request-reopen");
        });
    }

    @Test
    void conclude_muslWithGlibcsOption_asksAtOnceAllTheSame() {
        Resolver musl = Resolver.parse(MUSL, POD + "options single-request\n");

        assertThat(dns("4.14.336", musl)).singleElement().satisfies(fact -> {
            assertThat(fact.level()).isEqualTo(Fact.Level.PROBLEM);
            assertThat(fact.advice()).contains("musl has no option for it");
        });
    }

    @Test
    void conclude_neitherLibrary_isUnknown() {
        assertThat(dns("4.14.336", Resolver.parse("7f00-7f01 /app/server\n", POD)))
                .extracting(Fact::level)
                .containsExactly(Fact.Level.UNKNOWN);
    }

    private static List<Fact> dns(String kernel, Resolver resolver) {
        return ListenerFactsTest.facts(kernel, Optional.empty(), Optional.of(resolver));
    }
}
