package io.github.snatrace.doctor.rules;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * IP addresses from one to another, of one family.
 *
 * @param bits 32 or 128
 * @param low the first
 * @param high the last
 */
record AddressRange(int bits, BigInteger low, BigInteger high) {
    private static final int IPV4 = 32;
    private static final int IPV6 = 128;
    private static final int GROUPS = 8;

    /**
     * Reads {@code 10.0.0.0/8}, {@code 10.0.0.0/255.0.0.0}, {@code 10.0.0.1-10.0.0.9} or an address; empty when it is
     * none of them.
     */
    static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        int dash = text.indexOf('-');
        if (slash > 0) {
            return number(text.substring(0, slash)).flatMap(first -> {
                int width = width(text);
                Optional<Integer> length = length(text.substring(slash + 1), width);
                return length.map(bits -> prefix(width, first, bits));
            });
        }
        if (dash > 0) {
            return number(text.substring(0, dash))
                    .flatMap(first ->
                            number(text.substring(dash + 1)).map(last -> new AddressRange(width(text), first, last)));
        }
        return number(text).map(address -> new AddressRange(width(text), address, address));
    }

    private static AddressRange prefix(int width, BigInteger address, int length) {
        BigInteger size = BigInteger.ONE.shiftLeft(width - length);
        BigInteger low = address.subtract(address.mod(size));
        return new AddressRange(width, low, low.add(size).subtract(BigInteger.ONE));
    }

    private static int width(String text) {
        return text.indexOf(':') >= 0 ? IPV6 : IPV4;
    }

    private static Optional<Integer> length(String text, int width) {
        if (text.chars().allMatch(Character::isDigit) && !text.isEmpty() && text.length() <= 3) {
            int length = Integer.parseInt(text);
            return length <= width ? Optional.of(length) : Optional.empty();
        }
        return number(text).map(BigInteger::bitCount);
    }

    private static Optional<BigInteger> number(String address) {
        return address.indexOf(':') >= 0 ? ipv6(address) : ipv4(address);
    }

    private static Optional<BigInteger> ipv4(String address) {
        String[] parts = address.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        long value = 0;
        for (String part : parts) {
            if (!part.matches("\\d{1,3}") || Integer.parseInt(part) > 255) {
                return Optional.empty();
            }
            value = value * 256 + Integer.parseInt(part);
        }
        return Optional.of(BigInteger.valueOf(value));
    }

    private static Optional<BigInteger> ipv6(String address) {
        int gap = address.indexOf("::");
        List<String> groups = new ArrayList<>();
        if (gap >= 0) {
            List<String> head = groups(address.substring(0, gap));
            List<String> tail = groups(address.substring(gap + 2));
            groups.addAll(head);
            for (int i = head.size() + tail.size(); i < GROUPS; i++) {
                groups.add("0");
            }
            groups.addAll(tail);
        } else {
            groups.addAll(groups(address));
        }
        if (groups.size() != GROUPS) {
            return Optional.empty();
        }
        BigInteger value = BigInteger.ZERO;
        for (String group : groups) {
            if (!group.matches("[0-9a-fA-F]{1,4}")) {
                return Optional.empty();
            }
            value = value.shiftLeft(16).add(BigInteger.valueOf(Integer.parseInt(group, 16)));
        }
        return Optional.of(value);
    }

    private static List<String> groups(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(":", -1));
    }

    boolean contains(AddressRange other) {
        return bits == other.bits && low.compareTo(other.low) <= 0 && high.compareTo(other.high) >= 0;
    }

    boolean isDisjoint(AddressRange other) {
        return bits != other.bits || high.compareTo(other.low) < 0 || low.compareTo(other.high) > 0;
    }

    /** Returns whether it is one address. */
    boolean isOne() {
        return low.equals(high);
    }
}
