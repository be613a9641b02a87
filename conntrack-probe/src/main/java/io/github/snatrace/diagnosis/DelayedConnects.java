package io.github.snatrace.diagnosis;

/**
 * How many connects succeeded only after a while that gives away what they waited for. A SYN is sent again after 1 s,
 * then (up to Linux 6.4) after 3 and 7 s, later kernels after 2, 3, 4, 5 and 7 s.
 *
 * @param retransmitted1s connects that took from 0.9 s to 2.9 s
 * @param retransmitted3s connects that took from 2.9 s to 6.9 s
 * @param retransmitted7s connects that took 6.9 s or longer
 * @param from2To50Ms connects that took from 2 to 50 ms: a SYN that met a TIME_WAIT is sent again so soon, but a busy
 *     machine takes that long as well
 */
public record DelayedConnects(long retransmitted1s, long retransmitted3s, long retransmitted7s, long from2To50Ms) {

    /** Returns how many connects took so long that their SYN must have been sent again. */
    public long retransmitted() {
        return retransmitted1s + retransmitted3s + retransmitted7s;
    }
}
