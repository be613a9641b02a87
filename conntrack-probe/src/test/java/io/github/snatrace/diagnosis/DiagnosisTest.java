package io.github.snatrace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DiagnosisTest {

    // ------------------------------------------------------------------------------------------------ the race

    @Test
    void insertFailedAndDropAreTheTimeouts_isTheRace() {
        Verdict verdict = race(247).verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SNAT_INSERTION_RACE 247");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.HIGH);
        assertThat(verdict.findings().get(0).evidence())
                .containsExactly("nat insert_failed 247", "nat drop 247", "nat chainlength 0", "nat found 700");
        assertThat(verdict.findings().get(0).toldApartFrom())
                .contains("ACCEPT_QUEUE_FULL: server ListenOverflows 0", "SERVER_TIME_WAIT: server PAWSTimewait 0");
        assertThat(verdict.unseen()).isEmpty();
    }

    @Test
    void race_ofPatientClients_isSlowConnects() {
        Verdict verdict = race(247)
                .timedOut(0)
                .timeout("PT3S")
                .slow(247, 0, 0)
                .client("TcpExt.TCPSynRetrans", 247)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SNAT_INSERTION_RACE 247");
        assertThat(verdict.failed()).isZero();
        assertThat(verdict.slow()).isEqualTo(247);
    }

    @Test
    void race_thatHitOtherConnectionsToo_isCappedAndLessSure() {
        Verdict verdict = race(472).timedOut(247).verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SNAT_INSERTION_RACE 247");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.MEDIUM);
        assertThat(verdict.findings().get(0).evidence())
                .contains("225 more than the connects that stalled: others were hit as well");
    }

    @Test
    void race_onAKernelThatCountsResolvedClashes_isWhatWasDropped() {
        Verdict verdict =
                race(100).nat("insert_failed", 500).kernelWithout("clashres").verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SNAT_INSERTION_RACE 100");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.MEDIUM);
    }

    @Test
    void race_afterAResetOfTheCounters_isLessSure() {
        assertThat(race(100).countersReset().verdict().findings().get(0).confidence())
                .isEqualTo(Confidence.MEDIUM);
    }

    @Test
    void rareRace_amongManyPortsInUse_isNoExhaustion() {
        Verdict verdict =
                race(5).outcome("CONNECTED", 100_000).nat("found", 40_000).verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SNAT_INSERTION_RACE 5");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.MEDIUM);
    }

    // ------------------------------------------------------------------------------------------------ no ports

    @Test
    void hundredsOfPortsFoundInUseForEachLostSyn_isExhaustion() {
        Verdict verdict =
                race(600).outcome("CONNECTED", 0).nat("found", 600 * 129).verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SNAT_PORTS_EXHAUSTED 600");
        assertThat(verdict.findings().get(0).toldApartFrom())
                .contains("SNAT_INSERTION_RACE: a race needs no search for a port");
    }

    @Test
    void exhaustion_inTheCourseOfARun_isExhaustion() {
        Verdict verdict = race(200)
                .outcome("CONNECTED", 500)
                .nat("found", 200 * 129 + 4_000)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SNAT_PORTS_EXHAUSTED 200");
    }

    @Test
    void losersWithoutWinners_isExhaustionOfAFewPorts() {
        Verdict verdict = race(600).outcome("CONNECTED", 0).nat("found", 0).verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SNAT_PORTS_EXHAUSTED 600");
        assertThat(verdict.findings().get(0).toldApartFrom())
                .contains("SNAT_INSERTION_RACE: each loser of a race has a winner, and 0 connects succeeded");
    }

    @Test
    void exhaustion_ofPatientClients_countsConnectsNotSyns() {
        Verdict verdict = race(900)
                .outcome("CONNECTED", 0)
                .timedOut(300)
                .timeout("PT2.5S")
                .nat("found", 900 * 129)
                .client("TcpExt.TCPSynRetrans", 600)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SNAT_PORTS_EXHAUSTED 300");
    }

    // ------------------------------------------------------------------------------------------------ the table

    @Test
    void dropBeyondInsertFailed_isAFullTable() {
        Verdict verdict = new Scenario()
                .timedOut(400)
                .nat("drop", 400)
                .nat("early_drop", 3)
                .entries(262_144)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("CONNTRACK_TABLE_FULL 400");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.HIGH);
        assertThat(verdict.findings().get(0).evidence())
                .containsExactly(
                        "nat drop 400, 400 beyond insert_failed",
                        "nat early_drop 3",
                        "nat nf_conntrack_count 262,144 of 262,144");
    }

    @Test
    void dropBeyondInsertFailed_withRoomInTheTableAfterwards_isLessSure() {
        Verdict verdict = new Scenario().timedOut(400).nat("drop", 400).verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("CONNTRACK_TABLE_FULL 400");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.LOW);
    }

    @Test
    void insertFailedThatIsChainlength_isAChainTooLong() {
        Verdict verdict = new Scenario()
                .timedOut(30)
                .nat("insert_failed", 30)
                .nat("chainlength", 30)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("CHAIN_TOO_LONG 30");
    }

    @Test
    void everythingOnTheNatAtOnce_isSplit() {
        Verdict verdict = new Scenario()
                .timedOut(175)
                .nat("insert_failed", 130)
                .nat("chainlength", 30)
                .nat("drop", 145)
                .nat("found", 900)
                .verdict();

        assertThat(Scenario.lines(verdict))
                .containsExactly("SNAT_INSERTION_RACE 100", "CONNTRACK_TABLE_FULL 45", "CHAIN_TOO_LONG 30");
    }

    // ------------------------------------------------------------------------------------------------ TIME_WAIT

    @Test
    void timeWait_thatCostsMilliseconds_isCounted() {
        Verdict verdict = new Scenario()
                .outcome("CONNECTED", 20_000)
                .closeByFin()
                .slow(22, 0, 610)
                .server("TcpExt.PAWSTimewait", 552)
                .client("TcpExt.TCPSynRetrans", 552)
                .client("Tcp.OutRsts", 552)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SERVER_TIME_WAIT 552");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.HIGH);
        assertThat(verdict.failed()).isZero();
    }

    @Test
    void timeWait_thatOutlastsTheTimeout_isCounted() {
        Verdict verdict = new Scenario()
                .timedOut(20)
                .closeByFin()
                .slow(0, 0, 80)
                .server("TcpExt.PAWSTimewait", 100)
                .client("TcpExt.TCPSynRetrans", 80)
                .client("Tcp.OutRsts", 80)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SERVER_TIME_WAIT 100");
    }

    @Test
    void timeWait_ofAPatientClientThatGaveUpOnce_isCountedToTheLastSyn() {
        Verdict verdict = new Scenario()
                .timedOut(1)
                .timeout("PT5S")
                .closeByFin()
                .slow(36, 0, 875)
                .server("TcpExt.PAWSTimewait", 334)
                .client("TcpExt.TCPSynRetrans", 333)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SERVER_TIME_WAIT 334");
    }

    @Test
    void timeWait_besideTimeoutsOfAnotherCause_isNotTakenForThem() {
        Verdict verdict = new Scenario()
                .timedOut(100)
                .timeout("PT5.5S")
                .closeByFin()
                .slow(5, 0, 45)
                .server("TcpExt.PAWSTimewait", 50)
                .server("TcpExt.ListenOverflows", 600)
                .server("TcpExt.ListenDrops", 600)
                .client("TcpExt.TCPSynRetrans", 550)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("ACCEPT_QUEUE_FULL 100", "SERVER_TIME_WAIT 50");
    }

    @Test
    void timeWait_onAKernelWithoutACounterOfItsOwn_isTakenFromTheOlderOne() {
        Verdict verdict = new Scenario()
                .closeByFin()
                .slow(0, 0, 48)
                .kernelWithout("TcpExt.PAWSTimewait")
                .server("TcpExt.PAWSEstab", 48)
                .client("TcpExt.TCPSynRetrans", 48)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SERVER_TIME_WAIT 48");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.MEDIUM);
    }

    @Test
    void timeWait_withoutTimestamps_isSeenByTheClientsResets() {
        Verdict verdict = timeWaitWithoutTimestamps().verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SERVER_TIME_WAIT 224");
        assertThat(verdict.findings().get(0).evidence())
                .containsExactly(
                        "server PAWSTimewait 0",
                        "client TCPSynRetrans 224",
                        "client OutRsts 224",
                        "each reset answers an old segment, and the SYN is sent again within milliseconds");
    }

    @Test
    void timeWait_withoutTimestamps_isSeenWithoutTheServer() {
        assertThat(Scenario.lines(timeWaitWithoutTimestamps().serverUnseen().verdict()))
                .containsExactly("SERVER_TIME_WAIT 224");
    }

    @Test
    void timeWait_ofAResultThatDoesNotSayWhatWasSlow_isTakenFromTheCounters() {
        assertThat(Scenario.lines(timeWaitWithoutTimestamps()
                        .slowIsNotKnown()
                        .timeout("PT3S")
                        .verdict()))
                .containsExactly("SERVER_TIME_WAIT 224");
    }

    @Test
    void resetsOfTheClientsWarmUp_areNoTimeWait() {
        Verdict verdict = new Scenario()
                .closeByFin()
                .timeout("PT5S")
                .slow(136, 0, 700)
                .client("TcpExt.TCPSynRetrans", 146)
                .client("Tcp.PassiveOpens", 541)
                .client("Tcp.OutRsts", 541)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("PACKET_LOST 136");
    }

    // ------------------------------------------------------------------------------------------------ the server's
    // queues

    @Test
    void listenOverflows_isAFullAcceptQueue() {
        Verdict verdict = new Scenario()
                .timedOut(312)
                .server("TcpExt.ListenOverflows", 312)
                .server("TcpExt.ListenDrops", 312)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("ACCEPT_QUEUE_FULL 312");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.HIGH);
        assertThat(verdict.findings().get(0).toldApartFrom())
                .contains("SNAT_INSERTION_RACE: nat insert_failed 0", "SYN_QUEUE_FULL: server TCPReqQFullDrop 0");
    }

    @Test
    void listenOverflows_ofSynsSentAgain_countConnects() {
        Verdict verdict = new Scenario()
                .timedOut(100)
                .timeout("PT2.5S")
                .client("TcpExt.TCPSynRetrans", 200)
                .server("TcpExt.ListenOverflows", 300)
                .server("TcpExt.ListenDrops", 300)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("ACCEPT_QUEUE_FULL 100");
    }

    @Test
    void listenOverflows_ofFinishedHandshakes_areNotMoreThanTheFailures() {
        Verdict verdict = new Scenario()
                .timedOut(312)
                .server("TcpExt.ListenOverflows", 400)
                .server("TcpExt.ListenDrops", 400)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("ACCEPT_QUEUE_FULL 312");
    }

    @ParameterizedTest
    @CsvSource({"300, HIGH", "0, MEDIUM"})
    void dropsBesideTheAcceptQueue_isAFullSynQueue(long countedAsFull, Confidence confidence) {
        Verdict verdict = new Scenario()
                .timedOut(300)
                .server("TcpExt.ListenDrops", 300)
                .server("TcpExt.TCPReqQFullDrop", countedAsFull)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SYN_QUEUE_FULL 300");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(confidence);
    }

    @Test
    void synQueue_thatAnsweredWithCookies_isAGuess() {
        Verdict verdict = new Scenario()
                .timedOut(50)
                .server("TcpExt.TCPReqQFullDoCookies", 500)
                .server("TcpExt.SyncookiesSent", 500)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SYN_QUEUE_FULL 50");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.LOW);
    }

    @Test
    void synQueue_thatFillsUpBehindAFullAcceptQueue_isTheAcceptQueue() {
        Verdict verdict = new Scenario()
                .timedOut(50)
                .server("TcpExt.TCPReqQFullDoCookies", 50)
                .server("TcpExt.ListenOverflows", 50)
                .server("TcpExt.ListenDrops", 50)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("ACCEPT_QUEUE_FULL 50");
    }

    @Test
    void serverWithoutARouteBack_hasNoFullQueue() {
        Verdict verdict = new Scenario()
                .timedOut(50)
                .server("TcpExt.ListenDrops", 50)
                .server("Ip.OutNoRoutes", 50)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("PACKET_LOST 50");
    }

    // ------------------------------------------------------------------------------------------------ lost packets

    @Test
    void timeoutsThatNobodyCounted_areLostPackets() {
        Verdict verdict = accounted(new Scenario().timedOut(150));

        assertThat(Scenario.lines(verdict)).containsExactly("PACKET_LOST 150");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.HIGH);
        assertThat(verdict.findings().get(0).advice()).startsWith("Find where");
    }

    @Test
    void lostPackets_ofPatientClients_areSlowConnects() {
        Verdict verdict = new Scenario()
                .timeout("PT10S")
                .slow(130, 2, 40)
                .client("TcpExt.TCPSynRetrans", 146)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("PACKET_LOST 132");
    }

    @Test
    void lostPackets_ofAResultThatDoesNotSayWhatWasSlow_areTheRetransmissions() {
        Verdict verdict = new Scenario()
                .timeout("PT10S")
                .slowIsNotKnown()
                .client("TcpExt.TCPSynRetrans", 146)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("PACKET_LOST 146");
    }

    @Test
    void everyPacketLost_isARule() {
        Verdict verdict = new Scenario().outcome("CONNECTED", 0).timedOut(400).verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("PACKET_LOST 400");
        assertThat(verdict.findings().get(0).advice()).startsWith("Nothing got through");
    }

    @Test
    void lostOnTheWayBack_isSaid() {
        Verdict verdict =
                new Scenario().timedOut(20).server("TcpExt.TCPSynRetrans", 20).verdict();

        assertThat(verdict.findings().get(0).evidence())
                .contains("server TCPSynRetrans 20 (SYN/ACKs sent again: lost on the way back)");
    }

    @Test
    void reversePathFilter_onAnyHost_isNamed() {
        Verdict verdict = new Scenario()
                .timedOut(400)
                .nat("TcpExt.IPReversePathFilter", 300)
                .server("TcpExt.IPReversePathFilter", 100)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("REVERSE_PATH_FILTER 400");
        assertThat(verdict.findings().get(0).evidence())
                .containsExactly("nat IPReversePathFilter 300", "server IPReversePathFilter 100");
    }

    // ------------------------------------------------------------------------------------------------ at once

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            REFUSED       | REFUSED               | server Tcp.OutRsts 400        | The server itself refused
            REFUSED       | REFUSED               | server Tcp.OutRsts 0          | The server's kernel sent no such reset
            REFUSED       | REFUSED               | client Icmp.InDestUnreachs 400| ICMP said so
            UNREACHABLE   | UNREACHABLE           | client Icmp.InDestUnreachs 400| A router or a firewall said so
            UNREACHABLE   | UNREACHABLE           | client Ip.OutNoRoutes 400     | The client has no route
            UNREACHABLE   | UNREACHABLE           | client Ip.OutNoRoutes 0       | Look at the client's routes
            NO_LOCAL_PORT | LOCAL_PORTS_EXHAUSTED | client Tcp.OutRsts 0          | Widen net.ipv4.ip_local_port_range
            PORT_IN_USE   | LOCAL_PORTS_EXHAUSTED | client Tcp.OutRsts 0          | The source ports that were asked for
            NO_DESCRIPTOR | DESCRIPTORS_EXHAUSTED | client Tcp.OutRsts 0          | Raise the limit on open files
            """)
    void connectThatFailsAtOnce_saysWhyItself(String outcome, Cause cause, String counter, String advice) {
        String[] words = counter.split(" ", -1);
        Scenario scenario = new Scenario().outcome(outcome, 400);
        Verdict verdict = (words[0].equals("server")
                        ? scenario.server(words[1], Long.parseLong(words[2]))
                        : scenario.client(words[1], Long.parseLong(words[2])))
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly(cause + " 400");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.HIGH);
        assertThat(verdict.findings().get(0).advice()).startsWith(advice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REFUSED", "UNREACHABLE", "NO_LOCAL_PORT", "PORT_IN_USE", "NO_DESCRIPTOR"})
    void connectThatFailsAtOnce_saysWhyWithoutAnyNamespace(String outcome) {
        Verdict verdict = new Scenario()
                .outcome(outcome, 400)
                .clientUnseen()
                .natUnseen()
                .serverUnseen()
                .verdict();

        assertThat(verdict.unexplained()).isZero();
        assertThat(verdict.unseen()).isEmpty();
    }

    @Test
    void outcomeThatNobodyKnows_isUnexplained() {
        assertThat(Scenario.lines(new Scenario().outcome("FAILED", 7).verdict()))
                .containsExactly("UNEXPLAINED 7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECTED_THEN_RESET", "CANCELLED"})
    void outcomeThatIsNoFailure_needsNoCause(String outcome) {
        assertThat(new Scenario().outcome(outcome, 10).verdict().findings()).isEmpty();
    }

    // ------------------------------------------------------------------------------------------------ the client
    // itself

    @Test
    void saturatedClient_isNamedEvenIfNothingFailed() {
        Verdict verdict = new Scenario().saturated(19_000).verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("GENERATOR_SATURATED 0");
        assertThat(verdict.cause()).contains(Cause.GENERATOR_SATURATED);
        assertThat(verdict.findings().get(0).evidence()).containsExactly("client 19000 due times were skipped");
    }

    @Test
    void timeoutsOfASaturatedClient_whereOthersConnectToo_areNotTakenForItsOwn() {
        Verdict verdict = new Scenario()
                .timedOut(50)
                .saturated(19_000)
                .server("Tcp.PassiveOpens", 1_900)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("PACKET_LOST 50", "GENERATOR_SATURATED 0");
    }

    @Test
    void timeoutsOfASaturatedClient_whoseHandshakesWereOver_areItsOwn() {
        Verdict verdict = new Scenario()
                .timedOut(50)
                .saturated(19_000)
                .server("Tcp.PassiveOpens", 1_040)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("GENERATOR_SATURATED 40", "PACKET_LOST 10");
    }

    @Test
    void connectionsOfOthersToTheServer_areNoFaultOfAClientThatKeptToItsPlan() {
        assertThat(Scenario.lines(new Scenario()
                        .timedOut(50)
                        .server("Tcp.PassiveOpens", 9_000)
                        .verdict()))
                .containsExactly("PACKET_LOST 50");
    }

    @Test
    void wantOfDescriptors_isNoSaturation() {
        assertThat(Scenario.lines(
                        new Scenario().outcome("NO_DESCRIPTOR", 10).saturated(0).verdict()))
                .containsExactly("DESCRIPTORS_EXHAUSTED 10");
    }

    @Test
    void busyMachine_withoutARetransmission_hasNoSlowConnects() {
        assertThat(new Scenario().slow(4, 1, 300).verdict().findings()).isEmpty();
    }

    @Test
    void nothingFailed_hasNoVerdict() {
        Verdict verdict = new Scenario().verdict();

        assertThat(verdict.cause()).isEmpty();
        assertThat(verdict.unseen()).isEmpty();
    }

    // ------------------------------------------------------------------------------------------------ other places

    @Test
    void packetsThatFoundAQueueFull_areTheQueues() {
        Verdict verdict = accounted(new Scenario().timedOut(90).queueDrops(90));

        assertThat(Scenario.lines(verdict)).containsExactly("NFQUEUE_FULL 90");
        assertThat(verdict.findings().get(0).evidence()).contains("nat nfnetlink_queue dropped 90");
    }

    @Test
    void backlogsOfOneMachine_areCountedOnce_andNeverSure() {
        Verdict verdict = accounted(new Scenario().timedOut(90).backlogDrops(90));

        assertThat(Scenario.lines(verdict)).containsExactly("CPU_BACKLOG_FULL 90");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.MEDIUM);
    }

    @Test
    void answersThatCameWhenNobodyWaited_areLate_notLost() {
        Verdict verdict = accounted(
                new Scenario().timedOut(90).server("Tcp.AttemptFails", 90).client("Tcp.OutRsts", 1_090));

        assertThat(Scenario.lines(verdict)).containsExactly("ANSWER_LATE 90");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.HIGH);
    }

    @Test
    void synsThatMetAnEstablishedConnection_areStaleConnections() {
        Verdict verdict = accounted(new Scenario().timedOut(40).server("TcpExt.TCPSYNChallenge", 40));

        assertThat(Scenario.lines(verdict)).containsExactly("STALE_CONNECTION 40");
    }

    @Test
    void brokenChecksums_areEvidenceOfALostPacket() {
        Verdict verdict =
                new Scenario().timedOut(40).server("Udp.InCsumErrors", 40).verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("PACKET_LOST 40");
        assertThat(verdict.findings().get(0).evidence())
                .contains("server Udp InCsumErrors 40")
                .noneMatch(line -> line.contains("neither nat nor server"));
    }

    @Test
    void lostPackets_beyondAKernelBefore5_9_mayBeOfIpvs() {
        assertThat(new Scenario()
                        .timedOut(9)
                        .kernel("5.4.0")
                        .verdict()
                        .findings()
                        .get(0)
                        .evidence())
                .anyMatch(line -> line.contains("ipvs"));
    }

    @Test
    void timersThatWereLate_areSaid() {
        Verdict verdict =
                race(150).timedOut(140).client("TcpExt.TCPSynRetrans", 10).verdict();

        assertThat(verdict.findings().get(0).evidence()).anyMatch(line -> line.contains("their timers were late"));
    }

    // ------------------------------------------------------------------------------------------------ what is certain

    @Test
    void countersThatAddUp_areCertain() {
        Verdict verdict = accounted(race(204).timedOut(342));

        assertThat(verdict.findings())
                .extracting(Finding::cause, Finding::bounds, Finding::confidence)
                .containsExactly(
                        tuple(Cause.SNAT_INSERTION_RACE, Bounds.exactly(204), Confidence.HIGH),
                        tuple(Cause.PACKET_LOST, Bounds.exactly(138), Confidence.HIGH));
    }

    @Test
    void countersOfARouterThatOthersUse_arePossible_notCertain() {
        Verdict verdict =
                race(204).timedOut(150).nat("Ip.ForwDatagrams", 90_000).verdict();

        assertThat(verdict.findings())
                .extracting(Finding::cause, Finding::bounds, Finding::confidence)
                .containsExactly(tuple(Cause.SNAT_INSERTION_RACE, new Bounds(0, 150), Confidence.MEDIUM));
    }

    @Test
    void overflowsOfAnotherListener_areNotOurs_whereTheSynsDidNotReachTheServer() {
        Verdict verdict = accounted(new Scenario()
                .timedOut(300)
                .server("TcpExt.ListenOverflows", 500)
                .server("TcpExt.ListenDrops", 500));

        assertThat(verdict.cause()).contains(Cause.PACKET_LOST);
        assertThat(verdict.findings().get(0).bounds()).isEqualTo(new Bounds(300, 300));
    }

    @Test
    void aTraceOfLosses_countsThem() {
        String lost = """
                {"at":"2026-01-01T00:00:%02dZ","original":"172.17.0.3:%d","target":"10.99.0.2:8080",\
                "translated":"10.99.0.1:1","lost":"%s","cause":"%s"}
                """;
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            lines.append(lost.formatted(i, 20_000 + i, "CONFIRMATION", "SNAT_INSERTION_RACE"));
        }
        lines.append(lost.formatted(59, 30_000, "BEYOND", "PACKET_LOST"));
        lines.append("{\"syns\":2000,\"lost\":{\"CONFIRMATION\":30,\"BEYOND\":1},\"missed\":0}\n");
        Verdict verdict = new Scenario()
                .timedOut(31)
                .nat("insert_failed", 400)
                .nat("drop", 400)
                .nat("found", 9_000)
                .trace(lines.toString())
                .verdict();

        assertThat(verdict.findings())
                .extracting(Finding::cause, Finding::bounds, Finding::confidence)
                .containsExactly(
                        tuple(Cause.SNAT_INSERTION_RACE, Bounds.exactly(30), Confidence.HIGH),
                        tuple(Cause.PACKET_LOST, Bounds.exactly(1), Confidence.HIGH));
        assertThat(verdict.findings().get(1).evidence())
                .contains("trace 1 connects lost their SYN beyond the host that was traced (BEYOND)");
    }

    @Test
    void unexplained_saysWhatToLookAtNext() {
        assertThat(race(9).natUnseen().verdict().findings().get(0).advice())
                .endsWith("conntrack-probe snapshot --pid 1 > nat.before");
    }

    // ------------------------------------------------------------------------------------------------ mixes

    @Test
    void raceAndLoss_areSplit() {
        assertThat(Scenario.lines(race(204).timedOut(342).verdict()))
                .containsExactly("SNAT_INSERTION_RACE 204", "PACKET_LOST 138");
    }

    @Test
    void raceAndAcceptQueue_areSplit() {
        assertThat(Scenario.lines(race(109)
                        .timedOut(912)
                        .server("TcpExt.ListenOverflows", 803)
                        .server("TcpExt.ListenDrops", 803)
                        .verdict()))
                .containsExactly("ACCEPT_QUEUE_FULL 803", "SNAT_INSERTION_RACE 109");
    }

    @Test
    void raceAndAcceptQueue_ofPatientClients_countConnects() {
        // 100 raced and got through a second later; 50 lost three SYNs each to the queue.
        assertThat(Scenario.lines(race(100)
                        .timedOut(50)
                        .timeout("PT2.5S")
                        .slow(100, 0, 0)
                        .client("TcpExt.TCPSynRetrans", 200)
                        .server("TcpExt.ListenOverflows", 150)
                        .server("TcpExt.ListenDrops", 150)
                        .verdict()))
                .containsExactly("SNAT_INSERTION_RACE 100", "ACCEPT_QUEUE_FULL 50");
    }

    @Test
    void raceAndTimeWait_areSplit() {
        assertThat(Scenario.lines(race(60).closeByFin()
                        .slow(0, 0, 90)
                        .server("TcpExt.PAWSTimewait", 40)
                        .client("TcpExt.TCPSynRetrans", 40)
                        .verdict()))
                .containsExactly("SNAT_INSERTION_RACE 60", "SERVER_TIME_WAIT 40");
    }

    @Test
    void timeWaitAndLoss_ofPatientClients_areSplit() {
        assertThat(Scenario.lines(new Scenario()
                        .closeByFin()
                        .timeout("PT5S")
                        .slow(120, 0, 700)
                        .server("TcpExt.PAWSTimewait", 500)
                        .client("TcpExt.TCPSynRetrans", 600)
                        .verdict()))
                .containsExactly("SERVER_TIME_WAIT 500", "PACKET_LOST 100");
    }

    @Test
    void raceAndWhatFailsAtOnce_areBothCounted() {
        assertThat(Scenario.lines(race(30).outcome("REFUSED", 40)
                        .outcome("NO_LOCAL_PORT", 20)
                        .verdict()))
                .containsExactly("REFUSED 40", "SNAT_INSERTION_RACE 30", "LOCAL_PORTS_EXHAUSTED 20");
    }

    @Test
    void countersOfOthers_areScaledDownToTheFailures() {
        Verdict verdict = race(300)
                .timedOut(100)
                .server("TcpExt.ListenOverflows", 130)
                .server("TcpExt.ListenDrops", 130)
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("SNAT_INSERTION_RACE 70", "ACCEPT_QUEUE_FULL 30");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.MEDIUM);
    }

    // ------------------------------------------------------------------------------------------------ what was not
    // seen

    @Test
    void natUnseen_timeoutsAreUnexplained_notLost() {
        Verdict verdict = race(247).natUnseen().verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("UNEXPLAINED 247");
        assertThat(verdict.unexplained()).isEqualTo(247);
        assertThat(verdict.unseen())
                .containsExactly(
                        "nat: not seen, so SNAT_INSERTION_RACE, SNAT_PORTS_EXHAUSTED, CONNTRACK_TABLE_FULL and CHAIN_TOO_LONG cannot be ruled out");
    }

    @Test
    void serverUnseen_timeoutsAreUnexplained_notLost() {
        Verdict verdict = new Scenario().timedOut(312).serverUnseen().verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("UNEXPLAINED 312");
        assertThat(verdict.unseen())
                .containsExactly(
                        "server: not seen, so ACCEPT_QUEUE_FULL, SYN_QUEUE_FULL and SERVER_TIME_WAIT cannot be ruled out");
    }

    @Test
    void serverUnseen_theRaceIsStillTheRace() {
        assertThat(Scenario.lines(race(100).timedOut(150).serverUnseen().verdict()))
                .containsExactly("SNAT_INSERTION_RACE 100", "UNEXPLAINED 50");
    }

    @Test
    void natUnseen_theAcceptQueueIsStillTheAcceptQueue() {
        assertThat(Scenario.lines(new Scenario()
                        .timedOut(150)
                        .server("TcpExt.ListenOverflows", 100)
                        .server("TcpExt.ListenDrops", 100)
                        .natUnseen()
                        .verdict()))
                .containsExactly("ACCEPT_QUEUE_FULL 100", "UNEXPLAINED 50");
    }

    @Test
    void clientUnseen_retransmissionsAreNotKnown_andThatIsSaid() {
        Verdict verdict = new Scenario()
                .timedOut(100)
                .timeout("PT2.5S")
                .server("TcpExt.ListenOverflows", 300)
                .server("TcpExt.ListenDrops", 300)
                .clientUnseen()
                .verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("ACCEPT_QUEUE_FULL 100");
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(Confidence.MEDIUM);
        assertThat(verdict.unseen()).containsExactly("client: not seen, so SYNs that were sent again are not counted");
    }

    @Test
    void clientUnseen_timeWaitIsCountedByTheServer() {
        assertThat(Scenario.lines(new Scenario()
                        .closeByFin()
                        .slow(0, 0, 60)
                        .server("TcpExt.PAWSTimewait", 48)
                        .clientUnseen()
                        .verdict()))
                .containsExactly("SERVER_TIME_WAIT 48");
    }

    @Test
    void clientUnseen_timeWaitThatNobodyCounts_isUnexplained_notLost() {
        Verdict verdict = timeWaitWithoutTimestamps().clientUnseen().verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("UNEXPLAINED 10");
        assertThat(verdict.unseen())
                .containsExactly(
                        "client: not seen, so SYNs that were sent again are not counted, and SERVER_TIME_WAIT without"
                                + " timestamps cannot be ruled out");
    }

    @Test
    void namespaceThatIsNotTheNat_rulesNothingOut() {
        Verdict verdict = new Scenario().timedOut(100).nat("Ip.InReceives", 12).verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("UNEXPLAINED 100");
        assertThat(verdict.unseen().get(0)).startsWith("nat: 12 packets there, but 1,000 connects");
    }

    @Test
    void namespaceThatIsNotTheServer_rulesNothingOut() {
        Verdict verdict =
                new Scenario().timedOut(100).server("Tcp.PassiveOpens", 10).verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("UNEXPLAINED 100");
        assertThat(verdict.unseen().get(0)).startsWith("server: 10 connections opened there, but 1,000 connects");
    }

    @Test
    void natWithoutCounters_isAsGoodAsUnseen() {
        Verdict verdict = race(100).kernelWithout("insert_failed").verdict();

        assertThat(Scenario.lines(verdict)).containsExactly("UNEXPLAINED 100");
        assertThat(verdict.unseen().get(0)).startsWith("nat: no connection tracking counters in the snapshots");
    }

    // ------------------------------------------------------------------------------------------------ always

    @Test
    void anyCounters_neverAddUpToMoreThanTheFailures() {
        Random random = new Random(20_260_131);
        for (int i = 0; i < 20_000; i++) {
            Scenario scenario = new Scenario()
                    .outcome("CONNECTED", random.nextInt(500))
                    .timedOut(random.nextInt(500))
                    .outcome("REFUSED", random.nextInt(3))
                    .outcome("FAILED", random.nextInt(3))
                    .timeout("PT" + random.nextInt(12) + ".5S")
                    .slow(random.nextInt(100), random.nextInt(50), random.nextInt(100))
                    .nat("insert_failed", random.nextInt(400))
                    .nat("drop", random.nextInt(400))
                    .nat("chainlength", random.nextInt(50))
                    .nat("found", random.nextInt(100_000))
                    .server("TcpExt.ListenOverflows", random.nextInt(400))
                    .server("TcpExt.ListenDrops", random.nextInt(600))
                    .server("TcpExt.TCPReqQFullDrop", random.nextInt(50))
                    .server("TcpExt.PAWSTimewait", random.nextInt(100))
                    .client("TcpExt.TCPSynRetrans", random.nextInt(1_000))
                    .client("Tcp.OutRsts", random.nextInt(1_000));
            scenario = random.nextBoolean() ? scenario.closeByFin() : scenario;
            scenario = random.nextInt(4) == 0 ? scenario.slowIsNotKnown() : scenario;
            scenario = random.nextInt(4) == 0 ? scenario.natUnseen() : scenario;
            scenario = random.nextInt(4) == 0 ? scenario.serverUnseen() : scenario;
            scenario = random.nextInt(4) == 0 ? scenario.clientUnseen() : scenario;

            Verdict verdict = scenario.verdict();

            assertThat(verdict.findings().stream().mapToLong(Finding::count).sum())
                    .isEqualTo(verdict.failures());
            assertThat(verdict.slow()).isBetween(0L, verdict.attempts() - verdict.failed());
        }
    }

    private static Scenario race(long lost) {
        return new Scenario()
                .timedOut(lost)
                .nat("insert_failed", lost)
                .nat("drop", lost)
                .nat("found", 700);
    }

    private static Scenario timeWaitWithoutTimestamps() {
        return new Scenario()
                .outcome("CONNECTED", 15_000)
                .closeByFin()
                .slow(10, 0, 300)
                .client("TcpExt.TCPSynRetrans", 224)
                .client("Tcp.OutRsts", 224);
    }

    /** Returns the verdict where nobody else uses the router: what it forwarded reached the server, came from it, or was lost. */
    private static Verdict accounted(Scenario scenario) {
        return scenario.quietRouter().verdict();
    }
}
