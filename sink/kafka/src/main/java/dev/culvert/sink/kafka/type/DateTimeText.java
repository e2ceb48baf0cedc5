package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;

/**
 * Reads dates and times as PostgreSQL writes them with {@code DateStyle = ISO}. Proleptic Gregorian, as PostgreSQL's own
 * calendar is; a year before 1 is followed by {@code BC}. A cursor over one text; reused, not thread-safe.
 */
final class DateTimeText {
    static final long DAY_MICROS = 86_400_000_000L;

    private static final Utf8 EMPTY = new Utf8();

    private Utf8 text = EMPTY;
    private int at;
    private int end;

    /** Days since 1970. */
    long date(Utf8 date) {
        start(date);
        long days = day();
        finish();
        return days;
    }

    /** Microseconds since midnight, {@code 24:00:00} included. */
    long time(Utf8 time) {
        start(time);
        long micros = clock();
        finish();
        return micros;
    }

    /**
     * Microseconds since 1970, in 64-bit arithmetic that wraps around; see {@link TimestampCodec}.
     *
     * @param zone whether an offset from UTC follows the time
     */
    long timestamp(Utf8 timestamp, boolean zone) {
        start(timestamp);
        long days = day();
        expect(' ');
        long micros = clock();
        if (zone) {
            micros -= offset();
        }
        finish();
        return days * DAY_MICROS + micros;
    }

    private void start(Utf8 whole) {
        text = whole;
        at = 0;
        end = whole.endsWith(" BC") ? whole.length() - 3 : whole.length();
    }

    private void finish() {
        if (at != end) {
            throw wrong();
        }
        text = EMPTY;
    }

    private long day() {
        int from = at;
        long year = 0;
        while (at < end && isDigit(text.at(at)) && at - from < 7) {
            year = year * 10 + (text.at(at++) - '0');
        }
        if (at - from < 4) {
            throw wrong();
        }
        expect('-');
        int month = two();
        expect('-');
        int day = two();
        if (month < 1 || month > 12 || day < 1 || day > 31) {
            throw wrong();
        }
        boolean beforeChrist = end != text.length();
        return days(beforeChrist ? 1 - year : year, month, day);
    }

    /** Days since 1970 of a day in the proleptic Gregorian calendar; years are counted from March, so that leap days end them. */
    private static long days(long year, int month, int day) {
        long y = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(y, 400L);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }

    private long clock() {
        int hours = two();
        expect(':');
        int minutes = two();
        expect(':');
        int seconds = two();
        long micros = 0;
        if (at < end && text.at(at) == '.') {
            at++;
            int from = at;
            int unit = 100_000;
            while (at < end && isDigit(text.at(at)) && unit > 0) {
                micros += (long) unit * (text.at(at++) - '0');
                unit /= 10;
            }
            if (at == from) {
                throw wrong();
            }
        }
        return ((hours * 60L + minutes) * 60 + seconds) * 1_000_000 + micros;
    }

    private long offset() {
        if (at >= end || (text.at(at) != '+' && text.at(at) != '-')) {
            throw wrong();
        }
        boolean west = text.at(at++) == '-';
        long seconds = two() * 3_600L;
        if (at < end && text.at(at) == ':') {
            at++;
            seconds += two() * 60L;
            if (at < end && text.at(at) == ':') {
                at++;
                seconds += two();
            }
        }
        return (west ? -seconds : seconds) * 1_000_000;
    }

    private int two() {
        if (at + 2 > end || !isDigit(text.at(at)) || !isDigit(text.at(at + 1))) {
            throw wrong();
        }
        int value = (text.at(at) - '0') * 10 + (text.at(at + 1) - '0');
        at += 2;
        return value;
    }

    private void expect(char c) {
        if (at >= end || text.at(at) != c) {
            throw wrong();
        }
        at++;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Undecodable wrong() {
        return new Undecodable("not a date or time as PostgreSQL writes it (is DateStyle ISO?)");
    }
}
