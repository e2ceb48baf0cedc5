package dev.culvert.sink.flink.record;

import java.math.BigInteger;
import java.time.LocalDate;

/** PostgreSQL's ISO text of numbers that count days or microseconds; docs/types.md says what they mean. */
public final class TimeText {
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final long SECOND_MICROS = 1_000_000;
    /** 4714-11-24 BC, the first timestamp that PostgreSQL has. */
    private static final long FIRST_MICROS = LocalDate.of(-4713, 11, 24).toEpochDay() * DAY_MICROS;

    private static final BigInteger WRAP = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.TWO);

    private TimeText() {}

    /** Days since 1970; the largest and the smallest int are the infinities. */
    static String date(int days) {
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
            return days > 0 ? "infinity" : "-infinity";
        }
        StringBuilder out = new StringBuilder(16);
        return era(day(days, out), out);
    }

    /** Microseconds since midnight, 24:00:00 included. */
    static String time(long micros) {
        StringBuilder out = new StringBuilder(16);
        clock(micros, out);
        return out.toString();
    }

    /** Microseconds since 1970. @param zone follows the time of day */
    public static String timestamp(long micros, String zone) {
        if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
            return micros > 0 ? "infinity" : "-infinity";
        }
        long days = Math.floorDiv(micros, DAY_MICROS);
        long rest = Math.floorMod(micros, DAY_MICROS);
        if (micros < FIRST_MICROS) {
            // PostgreSQL's last thirty years, which wrapped around
            BigInteger[] parts =
                    BigInteger.valueOf(micros).add(WRAP).divideAndRemainder(BigInteger.valueOf(DAY_MICROS));
            days = parts[0].longValueExact();
            rest = parts[1].longValueExact();
        }
        StringBuilder out = new StringBuilder(36);
        LocalDate date = day(days, out);
        out.append(' ');
        clock(rest, out);
        out.append(zone);
        return era(date, out);
    }

    /** Whether a number of days is that day, and no infinity. */
    static boolean isDay(long days) {
        return days != Integer.MAX_VALUE && days != Integer.MIN_VALUE;
    }

    /** Whether a number of microseconds is that time, and no infinity, and none that wrapped around. */
    static boolean isTime(long micros) {
        return micros >= FIRST_MICROS && micros != Long.MAX_VALUE;
    }

    private static LocalDate day(long days, StringBuilder out) {
        LocalDate date = LocalDate.ofEpochDay(days);
        int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        padded(year, 4, out);
        out.append('-');
        padded(date.getMonthValue(), 2, out);
        out.append('-');
        padded(date.getDayOfMonth(), 2, out);
        return date;
    }

    private static void clock(long micros, StringBuilder out) {
        long seconds = micros / SECOND_MICROS;
        padded(seconds / 3_600, 2, out);
        out.append(':');
        padded(seconds / 60 % 60, 2, out);
        out.append(':');
        padded(seconds % 60, 2, out);
        long fraction = micros % SECOND_MICROS;
        if (fraction != 0) {
            out.append('.');
            padded(fraction, 6, out);
        }
    }

    private static void padded(long number, int digits, StringBuilder out) {
        String text = Long.toString(number);
        out.append("0".repeat(Math.max(0, digits - text.length()))).append(text);
    }

    private static String era(LocalDate date, StringBuilder out) {
        return (date.getYear() > 0 ? out : out.append(" BC")).toString();
    }
}
