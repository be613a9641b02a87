package io.github.snatrace.examples.prove;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SourceRuleTest {
    @Test
    void covers_ruleThatNamesAnAddress_isForItsFamilyAlone() {
        SourceRule inet = SourceRule.of("snat to 10.99.0.1:2000-2999");
        SourceRule inet6 = SourceRule.of("snat to fd00:99::1");
        SourceRule both = SourceRule.of("masquerade to :20000-29999");

        assertThat(inet.covers(Meeting.TCP)).isTrue();
        assertThat(inet.covers(Meeting.TCP6)).isFalse();
        assertThat(inet6.covers(Meeting.TCP)).isFalse();
        assertThat(inet6.covers(Meeting.TCP6)).isTrue();
        assertThat(both.covers(Meeting.TCP) && both.covers(Meeting.TCP6)).isTrue();
    }

    @Test
    void ruleset_ofOneFamily_leavesTheOtherUntranslated() {
        assertThat(SourceRule.of("snat to fd00:99::1").ruleset())
                .contains("ip6 saddr fd00:17::/64 oifname != \"docker0\" meta l4proto { tcp, udp } snat to fd00:99::1")
                .doesNotContain("ip saddr");
    }
}
