package io.github.snatrace.hold;

import static io.github.snatrace.netlink.FakeKernel.last;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netlink.FakeKernel;
import io.github.snatrace.netlink.NetlinkException;
import io.github.snatrace.netns.NetworkNamespace;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** What keeps a hold from starting; that it holds is shown in namespaces of the lab. */
final class HoldTest {
    private static final HoldPlan PLAN =
            HoldPlan.pairs(HoldFilter.to(Tuple.Protocol.TCP, new InetSocketAddress("10.99.0.2", 8080)));

    private final FakeKernel kernel = new FakeKernel();

    @Test
    void start_notPermitted_saysWhatIsMissing() {
        kernel.sends(last(1, NetlinkException.EPERM));

        assertThatThrownBy(() -> Hold.start(kernel, NetworkNamespace.own(), PLAN))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("holding packets needs CAP_NET_ADMIN");
        assertThat(kernel.isClosed()).isTrue();
    }

    @Test
    void start_kernelWithoutQueues_saysWhatIsMissing() {
        kernel.sends(last(1, NetlinkException.EINVAL));

        assertThatThrownBy(() -> Hold.start(kernel, NetworkNamespace.own(), PLAN))
                .hasMessageContaining("CONFIG_NETFILTER_NETLINK_QUEUE");
    }

    @Test
    void start_queueOfSomebodyElse_takesTheNext() {
        kernel.sends(last(1, NetlinkException.EBUSY))
                .sends(last(2, 0))
                .sends(last(3, 0))
                .sends(last(1, 1));

        assertThatThrownBy(() -> Hold.start(kernel, NetworkNamespace.own(), PLAN))
                .isInstanceOf(UnavailableException.class);
        assertThat(kernel.sent().get(2).resource())
                .isEqualTo(kernel.sent().get(0).resource() + 1);
    }

    @Test
    void start_neitherQueueExpressionNorTarget_saysWhatIsMissing() {
        kernel.sends(last(1, 0))
                .sends(last(2, 0))
                .sends(last(1, NetlinkException.ENOENT))
                .sends(last(10, NetlinkException.ENOENT));

        assertThatThrownBy(() -> Hold.start(kernel, NetworkNamespace.own(), PLAN))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("neither nft's queue (CONFIG_NFT_QUEUE) nor the target NFQUEUE");
    }

    @Test
    void start_kernelWithoutOwners_saysWhatIsMissing() {
        kernel.sends(last(1, 0)).sends(last(2, 0)).sends(last(1, NetlinkException.EOPNOTSUPP));

        assertThatThrownBy(() -> Hold.start(kernel, NetworkNamespace.own(), PLAN))
                .hasMessageContaining("needs 5.12 or later");
    }
}
