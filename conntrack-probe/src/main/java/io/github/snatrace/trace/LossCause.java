package io.github.snatrace.trace;

/** Why a SYN was lost, as far as its own way tells; the names are those of the diagnosis. */
public enum LossCause {
    /**
     * Another connection got the same translated tuple while this one was between its translation and its confirmation.
     */
    SNAT_INSERTION_RACE,
    /** Another connection had the translated tuple already when this one came: there was no port left. */
    SNAT_PORTS_EXHAUSTED,
    /** It was dropped, here or beyond, and nobody had its tuple. */
    PACKET_LOST,
    /** It was lost at confirmation, and nobody was seen to have its tuple. */
    UNEXPLAINED
}
