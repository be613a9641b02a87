package io.github.snatrace.client.text;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import io.github.snatrace.dial.Outcome;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How numbers, times, addresses and outcomes are written for people. */
public final class Wording {

    private static final DateTimeFormatter LOCAL_MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT);
    private static final int DECIMALS = 2;
    private static final double SMALL = 0.05;
    private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_UP);
    private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);

    private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private Wording() {}

    /** The local time of day, to the millisecond. */
    static String time(Instant instant, ZoneId zone) {
        return TIME_OF_DAY.format(instant.atZone(zone));
    }

    /** The local date and time in ISO-8601, to the millisecond and without an offset. */
    public static String timestamp(Instant instant, ZoneId zone) {
        return LOCAL_MILLIS.format(instant.atZone(zone));
    }

    /** An outcome as {@code timed out by kernel}. */
    public static String outcome(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** An address and its port, IPv6 in brackets. */
    public static String address(InetSocketAddress address) {
        return HostAndPort.fromParts(InetAddresses.toAddrString(address.getAddress()), address.getPort())
                .toString();
    }

    /** A share as {@code 2.23 %}, written as {@link #number} is. */
    public static String percent(double share) {
        return number(100 * share) + " %";
    }

    /** A confidence as {@code 95 %}. */
    public static String confidence(double share) {
        return new BigDecimal(100 * share)
                        .setScale(DECIMALS, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                + " %";
    }

    /** A number with two decimals; one so small that they would not show it has two digits instead. */
    static String number(double value) {
        BigDecimal exact = new BigDecimal(value);
        boolean small = exact.signum() != 0 && Math.abs(value) < SMALL;
        return (small ? exact.round(TWO_DIGITS) : exact.setScale(DECIMALS, RoundingMode.HALF_UP)).toPlainString();
    }

    /** A number as {@link #number} writes it, with its sign. */
    public static String signed(double value) {
        return (value > 0 ? "+" : "") + number(value);
    }

    /** A ratio with three digits, as {@code 0.0455} or {@code 22.0}; {@code unbounded} if it is infinite. */
    public static String ratio(double value) {
        if (Double.isInfinite(value)) {
            return "unbounded";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(THREE_DIGITS);
        int decimals = Math.max(0, THREE_DIGITS.getPrecision() - rounded.precision() + rounded.scale());
        return rounded.setScale(decimals, RoundingMode.UNNECESSARY).toPlainString();
    }

    /** A p value: small ones only by their order, for more digits would mean nothing. */
    public static String pValue(double value) {
        return value < 0.0001
                ? "< 0.0001"
                : "= " + new BigDecimal(value).round(TWO_DIGITS).toPlainString();
    }

    /** A count as {@code 101,498}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A share on an axis, as {@code 2.5 %}. */
    public static String percentTick(double share) {
        return plain(100 * share) + " %";
    }

    /** A round number on an axis, as {@code 0.001} or {@code 20}. */
    public static String plain(double value) {
        BigDecimal rounded = new BigDecimal(value).round(THREE_DIGITS).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    /** A time as {@code 500 us} or {@code 1 ms}. */
    public static String micros(Duration time) {
        double micros = time.toNanos() / 1e3;
        return micros >= 1_000 ? plain(micros / 1e3) + " ms" : plain(micros) + " us";
    }
}
