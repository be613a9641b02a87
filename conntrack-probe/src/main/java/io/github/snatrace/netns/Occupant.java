package io.github.snatrace.netns;

/**
 * Who has an address.
 *
 * @param kind what that is
 * @param name the container's, pod's ({@code NAMESPACE/POD}) or namespace's name; of a process its command and number
 */
public record Occupant(Kind kind, String name) {
    /** What can have an address. */
    public enum Kind {
        /** A container, by the name or the beginning of the number that its engine gave it. */
        CONTAINER,
        /** A pod of Kubernetes. */
        POD,
        /** A network namespace, as {@code ip netns} calls it. */
        NAMESPACE,
        /** The first process of a network namespace that has no name. */
        PROCESS
    }
}
