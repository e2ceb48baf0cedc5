package dev.culvert.testkit.record;

import java.math.BigInteger;
import java.time.LocalDate;

/** PostgreSQL's ISO text of numbers that count days or microseconds, by java.time's calendar. */
final class PostgresTime {
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final long SECOND_MICROS = 1_000_000;
    /** 4714-11-24 BC, the first timestamp that PostgreSQL has. */
    private static final long FIRST_MICROS = LocalDate.of(-4713, 11, 24).toEpochDay() * DAY_MICROS;

    private static final BigInteger WRAP = BigInteger.ONE.shiftLeft(64);

    private PostgresTime() {}

    /** Days since 1970; the largest and the smallest int are the infinities. */
    static String date(int days) {
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
            return days > 0 ? "infinity" : "-infinity";
        }
        LocalDate date = LocalDate.ofEpochDay(days);
        return day(date) + era(date);
    }

    /** Microseconds since midnight, 24:00:00 included. */
    static String time(long micros) {
        long seconds = micros / SECOND_MICROS;
        String clock = "%02d:%02d:%02d".formatted(seconds / 3_600, seconds / 60 % 60, seconds % 60);
        long fraction = micros % SECOND_MICROS;
        return fraction == 0 ? clock : clock + ("." + "%06d".formatted(fraction)).replaceFirst("0+$", "");
    }

    /**
     * Microseconds since 1970. The largest and the smallest long are the infinities. The years from 294247 on lie
     * beyond the largest long: they are moved up by two, past both infinities, and wrap around to below the first
     * timestamp there is.
     */
    static String timestamp(long micros, String zone) {
        if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
            return micros > 0 ? "infinity" : "-infinity";
        }
        BigInteger exact = BigInteger.valueOf(micros);
        if (micros < FIRST_MICROS) {
            exact = exact.add(WRAP).subtract(BigInteger.TWO);
        }
        BigInteger[] parts = floorDivide(exact, BigInteger.valueOf(DAY_MICROS));
        LocalDate date = LocalDate.ofEpochDay(parts[0].longValueExact());
        return day(date) + " " + time(parts[1].longValueExact()) + zone + era(date);
    }

    private static BigInteger[] floorDivide(BigInteger dividend, BigInteger divisor) {
        BigInteger remainder = dividend.mod(divisor);
        return new BigInteger[] {dividend.subtract(remainder).divide(divisor), remainder};
    }

    private static String day(LocalDate date) {
        int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        return "%04d-%02d-%02d".formatted(year, date.getMonthValue(), date.getDayOfMonth());
    }

    private static String era(LocalDate date) {
        return date.getYear() > 0 ? "" : " BC";
    }
}
