package dev.culvert.sink.flink.record;

import java.time.LocalDate;

/**
 * PostgreSQL's text of numbers, dates and times of day as ASCII, in a buffer that the next one takes again. Dates and timestamps of the years
 * 1 to 9999 alone; {@link TimeText} has all. For one thread.
 */
final class NumberText {
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final long SECOND_MICROS = 1_000_000;
    private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
    private static final int LONGEST = 96;
    private static final int LONG_DIGITS = 20;

    private final byte[] bytes = new byte[LONGEST];
    private final byte[] reversed = new byte[LONG_DIGITS];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    NumberText letter(char letter) {
        bytes[0] = (byte) letter;
        length = 1;
        return this;
    }

    NumberText number(long number) {
        length = 0;
        digits(sign(number), 1);
        return this;
    }

    /** @param scale how many digits stand after the point */
    NumberText decimal(long unscaled, int scale) {
        length = 0;
        digits(sign(unscaled), scale + 1);
        if (scale > 0) {
            System.arraycopy(bytes, length - scale, bytes, length - scale + 1, scale);
            bytes[length - scale] = '.';
            length++;
        }
        return this;
    }

    /** @param days since 1970 @return false if it is none of the usual years */
    boolean date(long days) {
        length = 0;
        return day(days);
    }

    /** @param micros since midnight */
    NumberText time(long micros) {
        length = 0;
        clock(micros);
        return this;
    }

    /** @param micros since 1970 @return false if it is none of the usual years */
    boolean timestamp(long micros, boolean zone) {
        length = 0;
        long days = Math.floorDiv(micros, DAY_MICROS);
        if (!day(days)) {
            return false;
        }
        put(' ');
        clock(micros - days * DAY_MICROS);
        if (zone) {
            put('+');
            put('0');
            put('0');
        }
        return true;
    }

    /** By the calendar's rule of 400 years, counted from a first of March. */
    private boolean day(long days) {
        if (days < FIRST_DAY || days > LAST_DAY) {
            return false;
        }
        int shifted = (int) (days + 719_468);
        int era = Math.floorDiv(shifted, 146_097);
        int ofEra = shifted - era * 146_097;
        int yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int fromMarch = (5 * ofYear + 2) / 153;
        int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        digits(-(yearOfEra + era * 400L + (month <= 2 ? 1 : 0)), 4);
        put('-');
        digits(-month, 2);
        put('-');
        digits(-(ofYear - (153 * fromMarch + 2) / 5 + 1), 2);
        return true;
    }

    private void clock(long micros) {
        long seconds = micros / SECOND_MICROS;
        digits(-(seconds / 3_600), 2);
        put(':');
        digits(-(seconds / 60 % 60), 2);
        put(':');
        digits(-(seconds % 60), 2);
        long fraction = micros % SECOND_MICROS;
        if (fraction != 0) {
            put('.');
            digits(-fraction, 6);
        }
    }

    private void put(char c) {
        bytes[length++] = (byte) c;
    }

    /** Writes the sign. @return the number as a negative one, of which there is one more */
    private long sign(long number) {
        if (number < 0) {
            put('-');
            return number;
        }
        return -number;
    }

    /** @param negative not over 0 @param least digits, with zeros before */
    private void digits(long negative, int least) {
        int count = 0;
        for (long rest = negative; rest != 0; rest /= 10) {
            reversed[count++] = (byte) ('0' - rest % 10);
        }
        for (int i = count; i < least; i++) {
            put('0');
        }
        while (count > 0) {
            bytes[length++] = reversed[--count];
        }
    }
}
