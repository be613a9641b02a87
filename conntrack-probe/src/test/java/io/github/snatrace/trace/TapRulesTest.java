package io.github.snatrace.trace;

import static io.github.snatrace.trace.TracedPackets.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TapRulesTest {
    private static final Set<TransportProtocol> TCP = EnumSet.of(TransportProtocol.TCP);

    @Test
    void hooks_ofATarget_tapItsSynsAndAnswersAlone_andNeverDrop() {
        TapRules rules = new TapRules("taps", 100, TraceTarget.parse("10.99.0.2:8080"), TCP, 50_000);

        assertThat(rules.hooks(false))
                .startsWith("add table inet taps { flags owner; }")
                .contains(
                        "add chain inet taps prerouting_first { type filter hook prerouting priority -310; }",
                        "add rule inet taps log_entering limit rate over 50000/second burst 50000 packets"
                                + " counter name over_log_entering accept",
                        "add rule inet taps log_entering log group 100 snaplen 200",
                        "add rule inet taps prerouting_first ip daddr 10.99.0.2 tcp dport 8080"
                                + " tcp flags & (syn | ack) == syn goto log_entering",
                        "add rule inet taps postrouting_last meta l4proto tcp ct original ip daddr 10.99.0.2"
                                + " ct original proto-dst 8080 tcp flags & (syn | ack) == syn goto log_confirming",
                        "add rule inet taps postrouting_last ip saddr 10.99.0.2 tcp sport 8080"
                                + " tcp flags & (syn | ack) == syn | ack goto log_delivered")
                .noneMatch(command -> command.contains("drop") || command.contains("reject"))
                .filteredOn(command -> command.contains("goto log_"))
                .allMatch(command -> command.contains("10.99.0.2") || command.contains("@backends"));
    }

    @Test
    void packetsOfUdp_areTappedOnTheirWayOut_ifAskedFor() {
        TapRules rules = new TapRules(
                "taps", 100, TraceTarget.parse("10.96.0.10:53"), EnumSet.of(TransportProtocol.UDP), 50_000);

        assertThat(rules.hooks(true))
                .contains(
                        "add rule inet taps prerouting_first ip daddr 10.96.0.10 udp dport 53 meta l4proto udp"
                                + " goto log_entering",
                        "add rule inet taps postrouting_last meta l4proto udp ct original ip daddr 10.96.0.10"
                                + " ct original proto-dst 53 meta l4proto udp goto log_confirming");
        assertThat(rules.device("eth0"))
                .contains("add rule netdev taps device_" + Integer.toHexString("eth0".hashCode())
                        + " ip daddr . udp dport @backends4 meta l4proto udp goto log_leaving");
    }

    @Test
    void hooks_withoutATarget_tapWhatIsTranslated() {
        TapRules rules = new TapRules("taps", 100, List.of(), TCP, 50_000);

        assertThat(rules.hooks(false))
                .contains("add rule inet taps postrouting_last ct status snat tcp flags & (syn | ack) == syn"
                        + " goto log_confirming");
    }

    @Test
    void device_ofIpv6_isTappedByItsName() {
        TapRules rules = new TapRules("taps", 100, TraceTarget.parse("fd00:99::/64"), TCP, 50_000);

        assertThat(rules.device("eth0"))
                .contains("add chain netdev taps device_" + Integer.toHexString("eth0".hashCode())
                        + " { type filter hook egress device \"eth0\" priority -500; }")
                .contains("add rule netdev taps device_" + Integer.toHexString("eth0".hashCode())
                        + " ip6 daddr fd00:99::/64 tcp flags & (syn | ack) == syn goto log_leaving");
    }

    @Test
    void device_isTappedForAnswersThatGoBack_whichNoOtherTapSeesThen() {
        TapRules rules = new TapRules("taps", 100, TraceTarget.parse("10.99.0.2:8080"), TCP, 50_000);

        assertThat(rules.device("docker0"))
                .contains("add rule netdev taps device_" + Integer.toHexString("docker0".hashCode())
                        + " ip saddr 10.99.0.2 tcp sport 8080 tcp flags & (syn | ack) == syn | ack"
                        + " goto log_delivered");
        assertThat(rules.hooks(true))
                .filteredOn(command -> command.contains("goto log_delivered"))
                .isNotEmpty()
                .allMatch(command -> command.contains(" input_last "));
    }

    @Test
    void backend_isAddedWhereAnswersAndLeavingAreTapped() {
        TapRules rules = new TapRules("taps", 100, TraceTarget.parse("172.17.0.1:80"), TCP, 50_000);

        assertThat(rules.backend(endpoint("10.99.0.2:8080")))
                .containsExactly(
                        "add element inet taps backends4 { 10.99.0.2 . 8080 }",
                        "add element netdev taps backends4 { 10.99.0.2 . 8080 }");
    }
}
