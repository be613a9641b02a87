package io.github.snatrace.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.doctor.rules.NatRule;
import io.github.snatrace.doctor.rules.RuleWalk;
import io.github.snatrace.doctor.rules.RulesText;
import io.github.snatrace.doctor.rules.Ruleset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class OwnersTest {
    private static final Owners OWNERS = Owners.known();

    /** An owner and rules of its, as it writes them. */
    record Sample(String owner, String rules) {}

    static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        samples.add(
                new Sample(
                        "kube-proxy (iptables, ipvs)",
                        iptables(
                                "-A POSTROUTING -m comment --comment \"kubernetes postrouting rules\" -j KUBE-POSTROUTING",
                                "-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN",
                                "-A KUBE-POSTROUTING -j MARK --xor-mark 0x4000",
                                "-A KUBE-POSTROUTING -m comment --comment \"kubernetes service traffic requiring SNAT\" -j MASQUERADE --random-fully")));
        samples.add(new Sample(
                "kube-proxy (nftables)",
                nft(
                        "ip kube-proxy",
                        "masquerading",
                        "meta mark & 0x00004000 == 0x00000000 return",
                        "meta mark set meta mark ^ 0x00004000",
                        "masquerade fully-random")));
        samples.add(
                new Sample(
                        "flannel (iptables)",
                        iptables(
                                "-A POSTROUTING -m comment --comment \"flanneld masq\" -j FLANNEL-POSTRTG",
                                "-A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 -m comment --comment \"flanneld masq\" -j RETURN",
                                "-A FLANNEL-POSTRTG -s 10.244.0.0/16 ! -d 224.0.0.0/4 -m comment --comment \"flanneld masq\" -j MASQUERADE --random-fully")));
        samples.add(new Sample(
                "flannel (nftables)",
                nft(
                        "ip flannel-ipv4",
                        "postrtg",
                        "meta mark 0x00004000 return",
                        "ip saddr 10.244.0.0/16 ip daddr != 224.0.0.0/4 masquerade fully-random")));
        samples.add(new Sample(
                "flannel (nftables)",
                nft(
                        "ip6 flannel-ipv6",
                        "postrtg",
                        "ip6 saddr fd00::/48 ip6 daddr != ff00::/8 masquerade fully-random")));
        samples.add(new Sample(
                "Calico",
                iptables(
                        "-A POSTROUTING -m comment --comment \"cali:O3lYWMrLQYEMJtB5\" -j cali-POSTROUTING",
                        "-A cali-POSTROUTING -m comment --comment \"cali:Z-c7XtVd2Bq7s_hA\" -j cali-nat-outgoing",
                        "-A cali-nat-outgoing -m comment --comment \"cali:flqWnvo8yq4ULQLa\" -m set --match-set cali40masq-ipam-pools src"
                                + " -m set ! --match-set cali40all-ipam-pools dst -j MASQUERADE --random-fully")));
        samples.add(new Sample(
                "Calico",
                nft(
                        "ip calico",
                        "cali-nat-outgoing",
                        "ip saddr @cali40masq-ipam-pools ip daddr != @cali40all-ipam-pools masquerade fully-random")));
        samples.add(new Sample(
                "Cilium",
                iptables(
                        "-A POSTROUTING -m comment --comment \"cilium-feeder: CILIUM_POST_nat\" -j CILIUM_POST_nat",
                        "-A CILIUM_POST_nat -s 10.0.0.0/24 ! -d 10.0.0.0/8 ! -o cilium_+ -m comment --comment \"cilium masquerade non-cluster\""
                                + " -j MASQUERADE")));
        samples.add(new Sample(
                "AWS VPC CNI",
                iptables(
                        "-A POSTROUTING -m comment --comment \"AWS SNAT CHAIN\" -j AWS-SNAT-CHAIN-0",
                        "-A AWS-SNAT-CHAIN-0 -d 172.30.0.0/16 -m comment --comment \"AWS SNAT CHAIN\" -j RETURN",
                        "-A AWS-SNAT-CHAIN-0 ! -o vlan+ -m comment --comment \"AWS, SNAT\" -m addrtype ! --dst-type LOCAL -j SNAT --to-source 172.30.47.189"
                                + " --random-fully")));
        samples.add(new Sample(
                "ip-masq-agent",
                iptables(
                        "-A POSTROUTING -m comment --comment \"ip-masq-agent: ensure nat POSTROUTING directs all non-LOCAL destination traffic to"
                                + " our custom CUSTOM chain\" -m addrtype ! --dst-type LOCAL -j CUSTOM",
                        "-A CUSTOM -d 10.0.0.0/8 -m comment --comment \"ip-masq-agent: local traffic is not subject to MASQUERADE\" -j RETURN",
                        "-A CUSTOM -m comment --comment \"ip-masq-agent: outbound traffic is subject to MASQUERADE (must be last in chain)\""
                                + " -j MASQUERADE")));
        samples.add(new Sample(
                "the start script of GCE and GKE nodes",
                iptables(
                        "-A POSTROUTING -m comment --comment \"ip-masq: ensure nat POSTROUTING directs all non-LOCAL destination traffic to our"
                                + " custom IP-MASQ chain\" -m addrtype ! --dst-type LOCAL -j IP-MASQ",
                        "-A IP-MASQ -d 10.0.0.0/8 -m comment --comment \"ip-masq: local traffic is not subject to MASQUERADE\" -j RETURN",
                        "-A IP-MASQ -m comment --comment \"ip-masq: outbound traffic is subject to MASQUERADE (must be last in chain)\""
                                + " -j MASQUERADE")));
        samples.add(new Sample(
                "kindnet",
                iptables(
                        "-A POSTROUTING -m addrtype ! --dst-type LOCAL -j KIND-MASQ-AGENT",
                        "-A KIND-MASQ-AGENT -m comment --comment \"kind-masq-agent: outbound traffic is subject to MASQUERADE (must be last in"
                                + " chain)\" -j MASQUERADE")));
        samples.add(new Sample(
                "CNI plugin portmap",
                iptables(
                        "-A POSTROUTING -m comment --comment \"CNI portfwd requiring masquerade\" -j CNI-HOSTPORT-MASQ",
                        "-A CNI-HOSTPORT-MASQ -m mark --mark 0x2000/0x2000 -j MASQUERADE")));
        samples.add(new Sample(
                "CNI plugins bridge, ptp (nerdctl, CRI-O, podman before 4)",
                iptables(
                        "-A POSTROUTING -s 10.4.0.29/32 -m comment --comment \"name: \\\"bridge\\\" id: \\\"default-23\\\"\""
                                + " -j CNI-4f6dd6c08c7e1a901788c768",
                        "-A CNI-4f6dd6c08c7e1a901788c768 ! -d 224.0.0.0/4 -m comment --comment \"name: \\\"bridge\\\" id: \\\"default-23\\\"\""
                                + " -j MASQUERADE")));
        samples.add(new Sample(
                "CNI plugins bridge, ptp (nerdctl, CRI-O, podman before 4)",
                nft(
                        "inet cni_plugins_masquerade",
                        "masq_checks",
                        "ip saddr 10.88.0.5 ip daddr != 10.88.0.0/16 masquerade comment \"a\"")));
        samples.add(new Sample(
                "netavark (podman)",
                iptables(
                        "-A POSTROUTING -s 10.88.0.0/16 -j NETAVARK-1D8721804F16F",
                        "-A NETAVARK-1D8721804F16F ! -d 224.0.0.0/4 -j MASQUERADE")));
        samples.add(new Sample(
                "netavark (podman)",
                nft("inet netavark", "nv_2f259bab_10_88_0_0_nm16", "ip daddr != 224.0.0.0/4 masquerade")));
        samples.add(new Sample("Docker", iptables("-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE")));
        samples.add(
                new Sample("Docker", iptables("-A POSTROUTING -s 172.18.0.0/16 ! -o br-92ff25fd273d -j MASQUERADE")));
        samples.add(new Sample(
                "Docker",
                iptables("-A POSTROUTING -s 172.18.0.2/32 -d 172.18.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE")));
        samples.add(new Sample(
                "Docker",
                nft(
                        "ip nat",
                        "POSTROUTING",
                        "oifname != \"docker0\" ip saddr 172.17.0.0/16 counter packets 0 bytes 0 masquerade")));
        samples.add(new Sample(
                "Docker (nftables)",
                nft(
                        "ip docker-bridges",
                        "nat-postrouting-out__docker0",
                        "oifname != \"docker0\" ip saddr 172.17.0.0/16 counter masquerade comment \"MASQUERADE\"")));
        samples.add(
                new Sample(
                        "libvirt",
                        iptables(
                                "-A POSTROUTING -j LIBVIRT_PRT",
                                "-A LIBVIRT_PRT -s 192.168.122.0/24 -d 224.0.0.0/24 -j RETURN",
                                "-A LIBVIRT_PRT -s 192.168.122.0/24 ! -d 192.168.122.0/24 -p tcp -j MASQUERADE --to-ports 1024-65535")));
        samples.add(
                new Sample(
                        "libvirt",
                        nft(
                                "ip libvirt_network",
                                "guest_nat",
                                "ip saddr 192.168.122.0/24 ip daddr != 192.168.122.0/24 ip protocol tcp masquerade to :1024-65535")));
        samples.add(new Sample(
                "systemd-networkd, systemd-nspawn",
                nft("ip io.systemd.nat", "postrouting", "ip saddr @masq_saddr masquerade")));
        samples.add(new Sample(
                "firewalld",
                nft("inet firewalld", "nat_POST_public_allow", "meta nfproto ipv4 oifname != \"lo\" masquerade")));
        samples.add(new Sample(
                "firewalld",
                iptables("-A POSTROUTING -j POST_public_allow", "-A POST_public_allow ! -o lo -j MASQUERADE")));
        samples.add(new Sample(
                "NetworkManager (shared connection)",
                nft(
                        "ip nm-shared-wlan0",
                        "nat_postrouting",
                        "ip saddr 10.42.0.0/24 ip daddr != 10.42.0.0/24 masquerade")));
        samples.add(new Sample(
                "kube-router",
                iptables(
                        "-A POSTROUTING -m set --match-set kube-router-pod-subnets src -m set ! --match-set kube-router-pod-subnets dst"
                                + " -j MASQUERADE --random-fully")));
        samples.add(new Sample(
                "Antrea",
                iptables(
                        "-A POSTROUTING -m comment --comment \"Antrea: jump to Antrea postrouting rules\" -j ANTREA-POSTROUTING",
                        "-A ANTREA-POSTROUTING -s 10.10.10.0/24 ! -o antrea-gw0 -m comment --comment \"Antrea: masquerade Pod to external packets\""
                                + " -m set ! --match-set ANTREA-POD-IP dst -j MASQUERADE")));
        samples.add(new Sample(
                "Kube-OVN",
                iptables(
                        "-A POSTROUTING -j OVN-POSTROUTING",
                        "-A OVN-POSTROUTING -m set --match-set ovn40subnets-nat src -j OVN-MASQUERADE",
                        "-A OVN-MASQUERADE -j MASQUERADE --random-fully")));
        samples.add(new Sample(
                "OpenShift SDN",
                iptables(
                        "-A POSTROUTING -m comment --comment \"rules for masquerading OpenShift traffic\" -j OPENSHIFT-MASQUERADE",
                        "-A OPENSHIFT-MASQUERADE -s 10.128.0.0/14 -j MASQUERADE")));
        samples.add(new Sample(
                "kubenet",
                iptables(
                        "-A POSTROUTING ! -d 10.0.0.0/8 -m comment --comment \"kubenet: SNAT for outbound traffic from cluster\""
                                + " -m addrtype ! --dst-type LOCAL -j MASQUERADE")));
        samples.add(new Sample(
                "Tailscale",
                iptables(
                        "-A POSTROUTING -j ts-postrouting",
                        "-A ts-postrouting -m mark --mark 0x40000/0xff0000 -j MASQUERADE")));
        samples.add(new Sample(
                "Tailscale",
                nft(
                        "ip nat",
                        "ts-postrouting",
                        "meta mark & 0x00ff0000 == 0x00040000 counter packets 0 bytes 0 masquerade")));
        samples.add(new Sample(
                "Incus",
                nft("inet incus", "pstrt.incusbr0", "ip saddr 10.128.33.0/24 ip daddr != 10.128.33.0/24 masquerade")));
        samples.add(new Sample(
                "LXD",
                nft("inet lxd", "pstrt.lxdbr0", "ip saddr 10.128.33.0/24 ip daddr != 10.128.33.0/24 masquerade")));
        samples.add(new Sample(
                "LXD",
                iptables(
                        "-A POSTROUTING -s 10.128.33.0/24 ! -d 10.128.33.0/24 -m comment --comment \"generated for LXD network lxdbr0\""
                                + " -j MASQUERADE")));
        samples.add(
                new Sample(
                        "Rancher 1.x",
                        iptables(
                                "-A POSTROUTING -j CATTLE_POSTROUTING",
                                "-A CATTLE_POSTROUTING -p tcp -s 10.42.0.0/16 ! -d 10.42.0.0/16 -j MASQUERADE --to-ports 1024-65535")));
        samples.add(new Sample(
                "OpenWrt's fw4",
                nft(
                        "inet fw4",
                        "srcnat_wan",
                        "meta nfproto ipv4 masquerade comment \"!fw4: Masquerade IPv4 wan traffic\"")));
        return samples;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void of_rulesAsTheirOwnerWritesThem_namesTheOwner(Sample sample) {
        assertThat(owners(sample.rules())).containsExactly(sample.owner());
    }

    @Test
    void known_everyRow_hasASample() {
        TreeSet<String> sampled = new TreeSet<>();
        samples().forEach(sample -> sampled.add(sample.owner()));

        assertThat(OWNERS.all()).extracting(Owner::name).containsExactlyInAnyOrderElementsOf(sampled);
    }

    @Test
    void of_rulesOfSomebodyElse_isUnknown() {
        assertThat(owners(iptables("-A POSTROUTING -o eth0 -j MASQUERADE"))).containsExactly("unknown");
        assertThat(owners(
                        nft("ip own", "post", "oifname != \"docker0\" ip saddr 172.17.0.0/16 masquerade fully-random")))
                .containsExactly("unknown");
    }

    @Test
    void read_ruleOfAnOwnerWithASetting_adviseTheSettingBeforeTheCommand() {
        String rules = iptables(
                "-A POSTROUTING -j CILIUM_POST_nat",
                "-A CILIUM_POST_nat -s 10.0.0.0/24 -m comment --comment \"cilium masquerade non-cluster\" -j MASQUERADE");

        Fact rule = Doctor.read(Map.of("rules", rules), Optional.empty()).get(0);

        assertThat(rule.advice())
                .startsWith("Cilium: --iptables-random-fully, in Helm iptablesRandomFully=true")
                .contains("It writes the rule again when its agent starts; until then");
    }

    private static List<String> owners(String text) {
        Ruleset rules = RulesText.parse(text);
        List<String> owners = new ArrayList<>();
        for (NatRule rule : RuleWalk.natRules(rules.chains(), rules.excerpt())) {
            owners.add(OWNERS.of(rule).map(Owner::name).orElse("unknown"));
        }
        return owners;
    }

    private static String iptables(String... rules) {
        TreeSet<String> chains = new TreeSet<>();
        for (String rule : rules) {
            chains.add(List.of(rule.split(" ", -1)).get(1));
        }
        StringBuilder text = new StringBuilder("*nat\n");
        chains.forEach(chain ->
                text.append(':').append(chain).append(chain.equals("POSTROUTING") ? " ACCEPT [0:0]\n" : " - [0:0]\n"));
        return text.append(String.join("\n", rules)).append("\nCOMMIT\n").toString();
    }

    private static String nft(String table, String chain, String... rules) {
        return "table " + table
                + " {\n\tchain base {\n\t\ttype nat hook postrouting priority srcnat; policy accept;\n\t\tjump " + chain
                + "\n\t}\n\tchain " + chain + " {\n\t\t" + String.join("\n\t\t", rules) + "\n\t}\n}\n";
    }
}
