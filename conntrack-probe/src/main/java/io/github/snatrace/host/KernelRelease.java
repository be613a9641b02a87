package io.github.snatrace.host;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel's release, and what it implies for the race. Vendors carry fixes to older numbers, so an implication is that
 * of the kernel that kernel.org calls by this number.
 *
 * @param major 6 of 6.18.1
 * @param minor 18 of 6.18.1
 * @param patch 1 of 6.18.1, 0 where the release has none
 * @param text the release as {@code uname -r} prints it
 */
public record KernelRelease(int major, int minor, int patch, String text) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?.*");

    /** Where NAT begins to look for a source port in place of one that is taken. */
    public enum PortSearch {
        /** At a random port. */
        RANDOM,
        /** At the next port of a row that all CPUs share. */
        SHARED,
        /** At either: the release does not tell. */
        UNKNOWN
    }

    /** Returns the release that {@code uname -r} prints as {@code text}; empty when it has no number. */
    public static Optional<KernelRelease> parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        String patch = form.group(3);
        return Optional.of(new KernelRelease(
                Integer.parseInt(form.group(1)),
                Integer.parseInt(form.group(2)),
                patch == null ? 0 : Integer.parseInt(patch),
                text.strip()));
    }

    /** Returns whether this is {@code otherMajor.otherMinor} or later. */
    public boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    /** Returns whether this is {@code otherPatch} or later of the series {@code otherMajor.otherMinor}. */
    private boolean isOfSeries(int otherMajor, int otherMinor, int otherPatch) {
        return major == otherMajor && minor == otherMinor && patch >= otherPatch;
    }

    /**
     * Returns what NAT replaces a source port by that is taken: random since 5.0 and 4.9.300, and since some release of
     * 4.14.
     */
    public PortSearch portSearch() {
        if (isAtLeast(5, 0) || isOfSeries(4, 9, 300)) {
            return PortSearch.RANDOM;
        }
        return isOfSeries(4, 14, 0) ? PortSearch.UNKNOWN : PortSearch.SHARED;
    }

    /**
     * Returns whether the offset of TCP timestamps depends on the ports (7.0, 6.18.17, 6.12.94), so that NAT that
     * rewrites ports shows a server in TIME_WAIT timestamps that go backwards.
     */
    public boolean hasPortsInTimestamps() {
        return isAtLeast(7, 0) || isOfSeries(6, 18, 17) || isOfSeries(6, 12, 94);
    }

    /**
     * Returns whether VXLAN packets that are masqueraded twice keep a right checksum although their ports are chosen at
     * random (5.7, 5.6.13, 5.4.41, 4.19.123, 4.14.181).
     */
    public boolean hasVxlanChecksumsUnderRandomPorts() {
        return isAtLeast(5, 7)
                || isOfSeries(5, 6, 13)
                || isOfSeries(5, 4, 41)
                || isOfSeries(4, 19, 123)
                || isOfSeries(4, 14, 181);
    }
}
