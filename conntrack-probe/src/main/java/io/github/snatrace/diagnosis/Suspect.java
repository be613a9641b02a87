package io.github.snatrace.diagnosis;

import java.util.List;

/**
 * A cause that stalls connects by the loss of a SYN (or of its answer), and how many losses were counted.
 *
 * @param cause the cause
 * @param lost how many SYNs were lost to it
 * @param repeats whether it meets the SYN that is sent again as well, so that one connect may have lost several
 * @param confidence how sure it is
 * @param evidence what was counted
 * @param advice what to do
 */
record Suspect(Cause cause, long lost, boolean repeats, Confidence confidence, List<String> evidence, String advice) {}
