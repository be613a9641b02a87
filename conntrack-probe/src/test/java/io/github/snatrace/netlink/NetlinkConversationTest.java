package io.github.snatrace.netlink;

import static io.github.snatrace.netlink.FakeKernel.last;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NetlinkConversationTest {
    private static final NetlinkMessage REQUEST = NetlinkMessage.to(3, 2, 0, 0, 0, NetlinkAttributes.builder());

    private final FakeKernel kernel = new FakeKernel();

    @Test
    void request_answersInSeveralDatagrams_areReturnedWithoutTheLast() throws IOException {
        kernel.sends(answer(1, 7), answer(1, 8)).sends(answer(1, 9), last(1, 0));

        assertThat(conversation().request(REQUEST))
                .extracting(NetlinkMessage::resource)
                .containsExactly(7, 8, 9);
    }

    @Test
    void request_refused_tellsTheKernelsError() {
        kernel.sends(last(1, NetlinkException.EBUSY));

        assertThatThrownBy(() -> conversation().request(REQUEST))
                .isInstanceOfSatisfying(
                        NetlinkException.class, e -> assertThat(e.error()).isEqualTo(NetlinkException.EBUSY));
    }

    @Test
    void request_noAnswer_isUnavailable() {
        assertThatThrownBy(() -> conversation().request(REQUEST))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("netlink: no answer within 5000 ms");
    }

    @Test
    void request_whatComesByItselfMeanwhile_isKeptForReceive() throws IOException {
        kernel.sends(answer(0, 5), last(1, 0)).sends(last(2, 0)).sends(answer(0, 6));
        NetlinkConversation conversation = conversation();

        conversation.request(REQUEST);
        conversation.request(REQUEST);

        assertThat(conversation.receive(Duration.ZERO))
                .extracting(NetlinkMessage::resource)
                .containsExactly(5);
        assertThat(conversation.receive(Duration.ZERO))
                .extracting(NetlinkMessage::resource)
                .containsExactly(6);
    }

    @Test
    void transaction_allDone_endsWithTheLastAcknowledgement() throws IOException {
        kernel.sends(last(2, 0)).sends(last(3, 0)).sends(answer(0, 6));
        NetlinkConversation conversation = conversation();

        conversation.transaction(3, List.of(REQUEST, REQUEST));

        assertThat(kernel.sent()).extracting(NetlinkMessage::sequence).containsExactly(1, 2, 3, 4);
        assertThat(conversation.receive(Duration.ZERO))
                .extracting(NetlinkMessage::resource)
                .containsExactly(6);
    }

    @Test
    void transaction_oneRefused_tellsTheKernelsError() {
        kernel.sends(last(2, 0), last(3, NetlinkException.ENOENT));

        assertThatThrownBy(() -> conversation().transaction(3, List.of(REQUEST, REQUEST, REQUEST)))
                .isInstanceOfSatisfying(
                        NetlinkException.class, e -> assertThat(e.error()).isEqualTo(NetlinkException.ENOENT));
    }

    @Test
    void receive_nothingInTime_isNoMessage() throws IOException {
        assertThat(conversation().receive(Duration.ofSeconds(1))).isEmpty();
    }

    @Test
    void receive_afterAnOverrun_goesOn() throws IOException {
        kernel.overruns().sends(answer(0, 6));
        NetlinkConversation conversation = conversation();

        assertThatThrownBy(() -> conversation.receive(Duration.ZERO)).isInstanceOf(NetlinkOverrunException.class);
        assertThat(conversation.receive(Duration.ZERO))
                .extracting(NetlinkMessage::resource)
                .containsExactly(6);
    }

    @Test
    void close_closesTheSocket() throws IOException {
        conversation().close();

        assertThat(kernel.isClosed()).isTrue();
    }

    private NetlinkConversation conversation() throws IOException {
        return kernel.converse(NetworkNamespace.own(), Netlink.NETFILTER);
    }

    private static byte[] answer(int sequence, int resource) {
        return FakeKernel.message(3, 0, 0, sequence, resource, NetlinkAttributes.builder());
    }
}
