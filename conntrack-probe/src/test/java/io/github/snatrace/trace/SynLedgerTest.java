package io.github.snatrace.trace;

import static io.github.snatrace.trace.TracedPackets.endpoint;
import static io.github.snatrace.trace.TracedPackets.syn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SynLedgerTest {
    private static final Set<TapPoint> EVERY_TAP = EnumSet.allOf(TapPoint.class);
    private static final Set<TapPoint> TWO_TAPS =
            EnumSet.of(TapPoint.ENTERING, TapPoint.LEAVING, TapPoint.ANSWERED, TapPoint.DELIVERED);
    private static final String ONE = "172.17.0.2:20000";
    private static final String OTHER = "172.17.0.3:20000";
    private static final String OUTSIDE = "10.99.0.1:20000";
    private static final String SERVER = "10.99.0.2:8080";
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private final List<LostSyn> lost = new ArrayList<>();
    private final List<PassedSyn> passed = new ArrayList<>();
    private Optional<Endpoint> holder = Optional.empty();
    private SynLedger ledger = ledger(EVERY_TAP, false);

    @Test
    void twoOfOneTuple_withinMicroseconds_areTheRaceAndTheWinnerIsTheRival() {
        see(TapPoint.ENTERING, 0, syn(ONE, SERVER, 1));
        see(TapPoint.ENTERING, 3 * MICRO, syn(OTHER, SERVER, 2));
        see(TapPoint.TRANSLATED, 9 * MICRO, syn(OUTSIDE, SERVER, 1));
        see(TapPoint.CONFIRMING, 9 * MICRO, syn(OUTSIDE, SERVER, 1));
        see(TapPoint.TRANSLATED, 9 * MICRO, syn(OUTSIDE, SERVER, 2));
        see(TapPoint.CONFIRMING, 9 * MICRO, syn(OUTSIDE, SERVER, 2));
        see(TapPoint.LEAVING, 11 * MICRO, syn(OUTSIDE, SERVER, 1));
        answered(50 * MICRO, ONE, 1);

        ledger.settleAll();

        assertThat(lost)
                .containsExactly(new LostSyn(
                        Instant.EPOCH.plusNanos(3 * MICRO),
                        TransportProtocol.TCP,
                        endpoint(OTHER),
                        endpoint(SERVER),
                        Optional.of(endpoint(OUTSIDE)),
                        Optional.of(endpoint(SERVER)),
                        1,
                        LossPlace.CONFIRMATION,
                        Optional.of(new Rival(
                                Optional.of(endpoint(ONE)), Optional.of(Instant.EPOCH.plusNanos(11 * MICRO)))),
                        LossCause.SNAT_INSERTION_RACE,
                        false,
                        Optional.empty()));
        assertThat(passed).extracting(PassedSyn::original).containsExactly(endpoint(ONE));
        assertThat(ledger.summary()).isEqualTo(new TraceSummary(2, Map.of(LossPlace.CONFIRMATION, 1L), 0, 0));
    }

    @Test
    void sightings_readInAnyOrder_comeToTheSame() {
        answered(50 * MICRO, ONE, 1);
        see(TapPoint.LEAVING, 11 * MICRO, syn(OUTSIDE, SERVER, 1));
        see(TapPoint.CONFIRMING, 9 * MICRO, syn(OUTSIDE, SERVER, 2));
        see(TapPoint.CONFIRMING, 9 * MICRO, syn(OUTSIDE, SERVER, 1));
        see(TapPoint.ENTERING, 3 * MICRO, syn(OTHER, SERVER, 2));
        see(TapPoint.ENTERING, 0, syn(ONE, SERVER, 1));

        ledger.settleAll();

        assertThat(lost)
                .extracting(LostSyn::original, LostSyn::lost, LostSyn::cause)
                .containsExactly(tuple(endpoint(OTHER), LossPlace.CONFIRMATION, LossCause.SNAT_INSERTION_RACE));
        assertThat(ledger.summary().syns()).isEqualTo(2);
    }

    @Test
    void tupleThatWasTakenBefore_isAPortThatWasNotThere() {
        through(0, ONE, OUTSIDE, 1);
        see(TapPoint.ENTERING, 5 * SECOND, syn(OTHER, SERVER, 2));
        see(TapPoint.CONFIRMING, 5 * SECOND + MICRO, syn(OUTSIDE, SERVER, 2));

        ledger.settleAll();

        assertThat(lost)
                .extracting(LostSyn::lost, LostSyn::cause, LostSyn::rival)
                .containsExactly(tuple(
                        LossPlace.CONFIRMATION,
                        LossCause.SNAT_PORTS_EXHAUSTED,
                        Optional.of(new Rival(
                                Optional.of(endpoint(ONE)), Optional.of(Instant.EPOCH.plusNanos(10 * MICRO))))));
    }

    @Test
    void tupleThatAThirdOneGotLater_wasNotItsWhenTheTwoMet() {
        see(TapPoint.ENTERING, 0, syn(OTHER, SERVER, 2));
        see(TapPoint.CONFIRMING, MICRO, syn(OUTSIDE, SERVER, 2));
        through(0, ONE, OUTSIDE, 1);
        through(600 * MILLI, "172.17.0.2:20600", OUTSIDE, 3);

        ledger.settleAll();

        assertThat(lost)
                .extracting(syn -> syn.rival().orElseThrow().original())
                .containsExactly(Optional.of(endpoint(ONE)));
    }

    @Test
    void tupleThatOnlyALaterOneIsSeenWith_isNotTheRace() {
        holder = Optional.of(endpoint("172.17.0.2:20600"));
        see(TapPoint.ENTERING, 0, syn(OTHER, SERVER, 2));
        see(TapPoint.CONFIRMING, MICRO, syn(OUTSIDE, SERVER, 2));
        through(600 * MILLI, "172.17.0.2:20600", OUTSIDE, 3);

        ledger.settleAll();

        assertThat(lost).extracting(LostSyn::cause).containsExactly(LossCause.SNAT_PORTS_EXHAUSTED);
    }

    @Test
    void rivalThatWasHeldBackForHalfASecond_isStillTheRace() {
        see(TapPoint.ENTERING, 0, syn(OTHER, SERVER, 2));
        see(TapPoint.CONFIRMING, 500 * MILLI, syn(OUTSIDE, SERVER, 2));
        see(TapPoint.ENTERING, 3 * MICRO, syn(ONE, SERVER, 1));
        see(TapPoint.CONFIRMING, 500 * MILLI, syn(OUTSIDE, SERVER, 1));
        see(TapPoint.LEAVING, 500 * MILLI, syn(OUTSIDE, SERVER, 1));
        answered(501 * MILLI, ONE, 1);

        ledger.settleAll();

        assertThat(lost)
                .extracting(LostSyn::cause, syn -> syn.rival().orElseThrow().original())
                .containsExactly(tuple(LossCause.SNAT_INSERTION_RACE, Optional.of(endpoint(ONE))));
    }

    @Test
    void winnerThatLeftUnseen_andWasReadEnteringLast_isNamed() {
        see(TapPoint.CONFIRMING, 90 * MILLI, syn(OUTSIDE, SERVER, 1));
        answered(50 * MICRO, ONE, 1);
        see(TapPoint.ENTERING, 0, syn(ONE, SERVER, 1));
        see(TapPoint.ENTERING, MICRO, syn(OTHER, SERVER, 2));
        see(TapPoint.CONFIRMING, 90 * MILLI, syn(OUTSIDE, SERVER, 2));

        ledger.settleAll();

        assertThat(lost)
                .extracting(LostSyn::rival)
                .containsExactly(Optional.of(
                        new Rival(Optional.of(endpoint(ONE)), Optional.of(Instant.EPOCH.plusNanos(50 * MICRO)))));
    }

    @Test
    void tupleThatWasTakenBeforeTheTrace_isAskedForInTheKernel() {
        holder = Optional.of(endpoint(ONE));
        see(TapPoint.ENTERING, 0, syn(OTHER, SERVER, 2));
        see(TapPoint.CONFIRMING, MICRO, syn(OUTSIDE, SERVER, 2));

        ledger.settleAll();

        assertThat(lost)
                .extracting(LostSyn::cause, LostSyn::rival)
                .containsExactly(tuple(
                        LossCause.SNAT_PORTS_EXHAUSTED,
                        Optional.of(new Rival(Optional.of(endpoint(ONE)), Optional.empty()))));
    }

    @Test
    void lostAtConfirmation_withoutARival_isNotTheRace() {
        see(TapPoint.ENTERING, 0, syn(OTHER, SERVER, 2));
        see(TapPoint.CONFIRMING, MICRO, syn(OUTSIDE, SERVER, 2));

        ledger.settleAll();

        assertThat(lost)
                .extracting(LostSyn::lost, LostSyn::cause, LostSyn::rival)
                .containsExactly(tuple(LossPlace.CONFIRMATION, LossCause.UNEXPLAINED, Optional.empty()));
    }

    @Test
    void confirmedByTheKernel_andSeenLeavingNowhere_isLostOnlyIfNobodyAnswers() {
        holder = Optional.of(endpoint(OTHER));
        see(TapPoint.ENTERING, 0, syn(OTHER, SERVER, 2));
        see(TapPoint.CONFIRMING, MICRO, syn(OUTSIDE, SERVER, 2));

        ledger.settleAll();

        assertThat(lost).extracting(LostSyn::lost).containsExactly(LossPlace.BEYOND);
    }

    @Test
    void droppedByARule_beforeAndBehindTheTranslation_endedInTheRules() {
        see(TapPoint.ENTERING, 0, syn(ONE, SERVER, 1));
        see(TapPoint.ENTERING, 0, syn(OTHER, SERVER, 2));
        see(TapPoint.TRANSLATED, MICRO, syn(OUTSIDE, SERVER, 2));

        ledger.settleAll();

        assertThat(lost)
                .extracting(LostSyn::original, LostSyn::lost, LostSyn::translated, LostSyn::cause)
                .containsExactly(
                        tuple(endpoint(ONE), LossPlace.RULES, Optional.empty(), LossCause.PACKET_LOST),
                        tuple(endpoint(OTHER), LossPlace.RULES, Optional.of(endpoint(OUTSIDE)), LossCause.PACKET_LOST));
    }

    @Test
    void leftWithoutAnAnswer_isLostBeyond_andWithOneThatDidNotArriveOnTheWayBack() {
        passes(0, ONE, OUTSIDE, 1);
        passes(0, OTHER, "10.99.0.1:1024", 2);
        see(TapPoint.ANSWERED, MILLI, synAck(SERVER, "10.99.0.1:1024", 2));

        ledger.settleAll();

        assertThat(lost)
                .extracting(LostSyn::original, LostSyn::lost)
                .containsExactlyInAnyOrder(
                        tuple(endpoint(ONE), LossPlace.BEYOND), tuple(endpoint(OTHER), LossPlace.ANSWER));
    }

    @Test
    void lostOnce_andSentAgain_tellsWhenItCameThroughAfterAll() {
        see(TapPoint.ENTERING, 0, syn(ONE, SERVER, 1, 100));
        see(TapPoint.CONFIRMING, MICRO, syn(OUTSIDE, SERVER, 1, 100));
        ledger.settle(900 * MILLI);
        see(TapPoint.ENTERING, SECOND, syn(ONE, SERVER, 1, 1100));
        see(TapPoint.CONFIRMING, SECOND + MICRO, syn(OUTSIDE, SERVER, 1, 1100));
        see(TapPoint.LEAVING, SECOND + 2 * MICRO, syn(OUTSIDE, SERVER, 1, 1100));
        see(TapPoint.ANSWERED, SECOND + 20 * MILLI, synAck(SERVER, OUTSIDE, 1, 1100));
        see(TapPoint.DELIVERED, SECOND + 20 * MILLI, synAck(SERVER, ONE, 1, 1100));

        ledger.settle(SECOND + 21 * MILLI);

        assertThat(lost)
                .extracting(LostSyn::copy, LostSyn::again, LostSyn::throughAfter)
                .containsExactly(tuple(1, true, Optional.of(Duration.ofMillis(1020))));
        ledger.settleAll();
        assertThat(passed).extracting(PassedSyn::copy).containsExactly(2);
    }

    @Test
    void answerThatEchoesTheFirstSyn_afterItWasSentAgain_meansASlowNetworkAndNoLoss() {
        passes(0, ONE, OUTSIDE, 1, 100);
        passes(SECOND, ONE, OUTSIDE, 1, 1100);
        see(TapPoint.ANSWERED, SECOND + 200 * MILLI, synAck(SERVER, OUTSIDE, 1, 100));
        see(TapPoint.DELIVERED, SECOND + 200 * MILLI, synAck(SERVER, ONE, 1, 100));

        ledger.settleAll();

        assertThat(lost).isEmpty();
        assertThat(passed).hasSize(2);
    }

    @Test
    void sentAgainAfterItsAnswerWentBack_lostTheAnswer() {
        through(0, ONE, OUTSIDE, 1);
        see(TapPoint.ENTERING, SECOND, syn(ONE, SERVER, 1));

        ledger.settle(SECOND);
        ledger.settleAll();

        assertThat(lost).first().extracting(LostSyn::lost, LostSyn::copy).containsExactly(LossPlace.ANSWER, 1);
    }

    @Test
    void answerThatGotThroughOnlyWhenItWasSentAgain_wasLostAtFirst() {
        passes(0, ONE, OUTSIDE, 1);
        see(TapPoint.ANSWERED, MILLI, synAck(SERVER, OUTSIDE, 1));
        ledger.settle(900 * MILLI);
        answered(SECOND, ONE, 1);

        ledger.settleAll();

        assertThat(lost)
                .extracting(LostSyn::lost, LostSyn::throughAfter)
                .containsExactly(tuple(LossPlace.ANSWER, Optional.of(Duration.ofNanos(SECOND + MICRO))));
    }

    @Test
    void refused_isAnAnswer() {
        passes(0, ONE, OUTSIDE, 1);
        TracedPacket reset = new TracedPacket(TracedPacket.Kind.RESET, endpoint(SERVER), endpoint(OUTSIDE), 1, 0);
        see(TapPoint.ANSWERED, MILLI, reset);
        see(
                TapPoint.DELIVERED,
                MILLI,
                new TracedPacket(TracedPacket.Kind.RESET, endpoint(SERVER), endpoint(ONE), 1, 0));

        ledger.settleAll();

        assertThat(lost).isEmpty();
        assertThat(passed).extracting(PassedSyn::refused).containsExactly(true);
    }

    @Test
    void publishedPort_whoseDestinationIsTranslatedFirst_isFollowedAsWell() {
        String service = "172.17.0.1:80";
        see(TapPoint.ENTERING, 0, syn(ONE, service, 1));
        see(TapPoint.ENTERING, 0, syn(OTHER, service, 2));
        for (int sequence = 1; sequence <= 2; sequence++) {
            see(TapPoint.CONFIRMING, MICRO, syn(OUTSIDE, SERVER, sequence));
        }
        see(TapPoint.LEAVING, 2 * MICRO, syn(OUTSIDE, SERVER, 2));

        ledger.settleAll();

        assertThat(lost)
                .filteredOn(syn -> syn.lost() == LossPlace.CONFIRMATION)
                .extracting(
                        LostSyn::target,
                        LostSyn::backend,
                        syn -> syn.rival().orElseThrow().original())
                .containsExactly(tuple(endpoint(service), Optional.of(endpoint(SERVER)), Optional.of(endpoint(OTHER))));
    }

    @Test
    void datagram_thatLeft_isFollowedToThatPoint() {
        see(TapPoint.ENTERING, 0, datagram(ONE, SERVER, 1));
        see(TapPoint.CONFIRMING, MICRO, datagram(OUTSIDE, SERVER, 1));
        see(TapPoint.LEAVING, 2 * MICRO, datagram(OUTSIDE, SERVER, 1));
        see(TapPoint.ENTERING, 0, datagram(OTHER, SERVER, 2));
        see(TapPoint.CONFIRMING, MICRO, datagram(OUTSIDE, SERVER, 2));

        ledger.settleAll();

        assertThat(passed).extracting(PassedSyn::protocol).containsExactly(TransportProtocol.UDP);
        assertThat(lost)
                .extracting(LostSyn::original, LostSyn::cause)
                .containsExactly(tuple(endpoint(OTHER), LossCause.SNAT_INSERTION_RACE));
    }

    @Test
    void everyTarget_leavesOutWhatIsNotTranslated() {
        ledger = ledger(EVERY_TAP, true);
        see(TapPoint.ENTERING, 0, syn(ONE, SERVER, 1));
        passes(0, OTHER, OTHER, 2);
        passes(0, "172.17.0.4:1", OUTSIDE, 3);

        ledger.settleAll();

        assertThat(lost).extracting(LostSyn::original).containsExactly(endpoint("172.17.0.4:1"));
        assertThat(ledger.summary().syns()).isEqualTo(1);
    }

    @Test
    void twoTaps_nameTheRaceByTheOwnPort_andLeaveOpenWhereOthersEnded() {
        ledger = ledger(TWO_TAPS, false);
        see(TapPoint.ENTERING, 0, syn(ONE, SERVER, 1));
        see(TapPoint.ENTERING, 2 * MICRO, syn(OTHER, SERVER, 2));
        see(TapPoint.LEAVING, 10 * MICRO, syn(OUTSIDE, SERVER, 1));
        answered(MILLI, ONE, 1);
        see(TapPoint.ENTERING, MILLI, syn("172.17.0.3:20001", SERVER, 3));

        ledger.settleAll();

        assertThat(lost)
                .extracting(LostSyn::original, LostSyn::lost, LostSyn::cause, LostSyn::translated)
                .containsExactly(
                        tuple(
                                endpoint(OTHER),
                                LossPlace.CONFIRMATION,
                                LossCause.SNAT_INSERTION_RACE,
                                Optional.of(endpoint(OUTSIDE))),
                        tuple(endpoint("172.17.0.3:20001"), LossPlace.HOST, LossCause.UNEXPLAINED, Optional.empty()));
    }

    @Test
    void missed_atATap_leavesUndeterminedWhatItCouldHaveShown() {
        see(TapPoint.ENTERING, 0, syn(ONE, SERVER, 1));
        see(TapPoint.CONFIRMING, MICRO, syn(OUTSIDE, SERVER, 1));
        ledger.missed(TapPoint.LEAVING, 0, MILLI, 7);
        see(TapPoint.ENTERING, 5 * SECOND, syn(OTHER, SERVER, 2));

        ledger.settleAll();

        assertThat(lost).extracting(LostSyn::original).containsExactly(endpoint(OTHER));
        assertThat(ledger.summary()).isEqualTo(new TraceSummary(2, Map.of(LossPlace.RULES, 1L), 7, 1));
        assertThat(ledger.summary().isValid()).isFalse();
    }

    @Test
    void sameSynSeenTwiceOnItsWay_isOne() {
        see(TapPoint.ENTERING, 0, syn(ONE, SERVER, 1));
        see(TapPoint.ENTERING, 20 * MICRO, syn(ONE, "10.99.0.9:8080", 1));

        ledger.settleAll();

        assertThat(ledger.summary().syns()).isEqualTo(1);
    }

    @Test
    void close_followsWhatIsUnderWay_andNothingNew() {
        passes(0, ONE, OUTSIDE, 1);
        ledger.close(SECOND);
        see(TapPoint.ENTERING, SECOND, syn(OTHER, SERVER, 2));
        assertThat(ledger.isIdle()).isFalse();
        answered(SECOND + MILLI, ONE, 1);

        ledger.settle(10 * SECOND);

        assertThat(ledger.isIdle()).isTrue();
        assertThat(ledger.summary()).isEqualTo(new TraceSummary(1, Map.of(), 0, 0));
    }

    @Test
    void more_thanFit_areCountedAsMissed() {
        ledger = new SynLedger(EVERY_TAP, false, 2, TupleLookup.NONE, listener());
        for (int i = 1; i <= 5; i++) {
            see(TapPoint.ENTERING, i * MICRO, syn(ONE, SERVER, i));
        }

        ledger.settleAll();

        assertThat(ledger.summary()).isEqualTo(new TraceSummary(2, Map.of(LossPlace.RULES, 2L), 3, 0));
    }

    // ------------------------------------------------------------------------------------------------ what is seen

    private SynLedger ledger(Set<TapPoint> taps, boolean everyTarget) {
        return new SynLedger(taps, everyTarget, 1000, (protocol, translated, backend) -> holder, listener());
    }

    private TraceListener listener() {
        return new TraceListener() {
            @Override
            public void lost(LostSyn syn) {
                lost.add(syn);
            }

            @Override
            public void passed(PassedSyn syn) {
                passed.add(syn);
            }
        };
    }

    @Test
    void answerThatIsReadBeforeItsSyn_isNotTakenForThatOfAnotherWithTheSameSequenceNumber() {
        String otherOutside = "10.99.0.1:20001";
        see(TapPoint.CONFIRMING, MICRO, syn(otherOutside, SERVER, 1, 12));
        see(TapPoint.DELIVERED, 50 * MICRO, synAck(SERVER, ONE, 1, 11));
        see(TapPoint.ENTERING, 0, syn(ONE, SERVER, 1, 11));
        see(TapPoint.ENTERING, 0, syn(OTHER, SERVER, 1, 12));
        see(TapPoint.CONFIRMING, MICRO, syn(OUTSIDE, SERVER, 1, 11));
        see(TapPoint.LEAVING, 2 * MICRO, syn(OUTSIDE, SERVER, 1, 11));
        see(TapPoint.LEAVING, 2 * MICRO, syn(otherOutside, SERVER, 1, 12));
        see(TapPoint.ANSWERED, 49 * MICRO, synAck(SERVER, OUTSIDE, 1, 11));
        see(TapPoint.ANSWERED, 59 * MICRO, synAck(SERVER, otherOutside, 1, 12));
        see(TapPoint.DELIVERED, 60 * MICRO, synAck(SERVER, OTHER, 1, 12));

        ledger.settleAll();

        assertThat(lost).isEmpty();
        assertThat(passed).hasSize(2).allMatch(syn -> syn.answeredAfter().isPresent());
    }

    @Test
    void aMillionConnections_overDays_areRememberedForSecondsOnly() {
        ledger = new SynLedger(EVERY_TAP, false, 50_000, TupleLookup.NONE, syn -> {});
        Endpoint server = endpoint(SERVER);
        int most = 0;

        for (int i = 0; i < 1_000_000; i++) {
            long at = i * (250 * MILLI);
            Endpoint client = new Endpoint(endpoint(ONE).address(), 1024 + i % 60_000);
            Endpoint outside = new Endpoint(endpoint(OUTSIDE).address(), client.port());
            see(TapPoint.ENTERING, at, new TracedPacket(TracedPacket.Kind.SYN, client, server, i, 0));
            if (i % 100 != 0) {
                TracedPacket translated = new TracedPacket(TracedPacket.Kind.SYN, outside, server, i, 0);
                see(TapPoint.CONFIRMING, at + MICRO, translated);
                see(TapPoint.LEAVING, at + MICRO, translated);
                TracedPacket.Kind answer = TracedPacket.Kind.SYN_ACK;
                see(TapPoint.ANSWERED, at + MILLI, new TracedPacket(answer, server, outside, i, 0));
                see(TapPoint.DELIVERED, at + MILLI, new TracedPacket(answer, server, client, i, 0));
            }
            ledger.settle(at);
            most = Math.max(most, ledger.remembered());
        }
        ledger.settleAll();

        assertThat(ledger.summary().syns()).isEqualTo(1_000_000);
        assertThat(ledger.summary().lost()).containsExactly(Map.entry(LossPlace.RULES, 10_000L));
        assertThat(most).isLessThan(50_100);
    }

    private void see(TapPoint point, long atNanos, TracedPacket packet) {
        ledger.see(new Sighting(point, atNanos, packet));
    }

    private void passes(long atNanos, String original, String translated, int sequence) {
        passes(atNanos, original, translated, sequence, 0);
    }

    private void passes(long atNanos, String original, String translated, int sequence, int timestamp) {
        see(TapPoint.ENTERING, atNanos, syn(original, SERVER, sequence, timestamp));
        see(TapPoint.TRANSLATED, atNanos + 5 * MICRO, syn(translated, SERVER, sequence, timestamp));
        see(TapPoint.CONFIRMING, atNanos + 6 * MICRO, syn(translated, SERVER, sequence, timestamp));
        see(TapPoint.LEAVING, atNanos + 10 * MICRO, syn(translated, SERVER, sequence, timestamp));
    }

    private void answered(long atNanos, String original, int sequence) {
        see(TapPoint.ANSWERED, atNanos, synAck(SERVER, OUTSIDE, sequence));
        see(TapPoint.DELIVERED, atNanos + MICRO, synAck(SERVER, original, sequence));
    }

    private void through(long atNanos, String original, String translated, int sequence) {
        passes(atNanos, original, translated, sequence);
        answered(atNanos + 50 * MICRO, original, sequence);
    }

    private static TracedPacket synAck(String from, String to, int sequence) {
        return synAck(from, to, sequence, 0);
    }

    private static TracedPacket synAck(String from, String to, int sequence, int timestamp) {
        return new TracedPacket(TracedPacket.Kind.SYN_ACK, endpoint(from), endpoint(to), sequence, timestamp);
    }

    private static TracedPacket datagram(String from, String to, int hash) {
        return new TracedPacket(TracedPacket.Kind.DATAGRAM, endpoint(from), endpoint(to), hash, 0);
    }
}
