package io.github.snatrace.doctor.rules;

/**
 * A table of rules.
 *
 * @param tool the command that changes it: nft, iptables, ip6tables, iptables-legacy and so on
 * @param family ip, ip6, inet, bridge, arp or netdev
 * @param name nat, or whatever its owner called it
 */
public record RuleTable(String tool, String family, String name) {

    /** Returns whether it is written in nft's language. */
    public boolean isNft() {
        return tool.equals("nft");
    }

    /** Returns whether packets of {@code other}, ip or ip6, come to it. */
    public boolean sees(String other) {
        return family.equals(other) || family.equals("inet");
    }
}
