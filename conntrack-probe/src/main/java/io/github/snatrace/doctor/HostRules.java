package io.github.snatrace.doctor;

import io.github.snatrace.doctor.rules.RuleChain;
import java.util.List;

/**
 * The rules of one network namespace, from everybody who keeps some.
 *
 * @param chains all chains, none twice
 * @param gaps what could not be asked or read
 * @param excerpt whether other chains may jump to these
 * @param prefix the command that enters the namespace, empty for the shell's own
 */
record HostRules(List<RuleChain> chains, List<Gap> gaps, boolean excerpt, String prefix) {

    /**
     * Rules that are not known.
     *
     * @param what why they are not
     * @param advice how to get at them
     */
    record Gap(String what, String advice) {}

    HostRules {
        chains = List.copyOf(chains);
        gaps = List.copyOf(gaps);
    }
}
