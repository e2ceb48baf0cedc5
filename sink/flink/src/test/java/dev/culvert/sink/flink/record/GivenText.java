package dev.culvert.sink.flink.record;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** What is given, as PostgreSQL's text, by the formats of java.time. */
final class GivenText implements RowReceiver {
    private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR_OF_ERA, 4, 9, SignStyle.NOT_NEGATIVE)
            .appendPattern("-MM-dd")
            .toFormatter();
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 6, 6, true)
            .toFormatter();
    private static final DateTimeFormatter WHOLE = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final long SECOND_MICROS = 1_000_000;
    private static final long DAY_SECONDS = 86_400;

    private final List<String> texts = new ArrayList<>();

    List<String> texts() {
        return texts;
    }

    @Override
    public void text(String value) {
        texts.add(value);
    }

    @Override
    public void truth(boolean value) {
        texts.add(value ? "t" : "f");
    }

    @Override
    public void number(long value) {
        texts.add(Long.toString(value));
    }

    @Override
    public void real(float value) {
        texts.add(Float.toString(value));
    }

    @Override
    public void real(double value) {
        texts.add(Double.toString(value));
    }

    @Override
    public void decimal(BigDecimal value) {
        texts.add(value.toPlainString());
    }

    @Override
    public void date(long days) {
        LocalDate date = LocalDate.ofEpochDay(days);
        texts.add(DATE.format(date) + era(date));
    }

    @Override
    public void time(long micros) {
        texts.add(micros == DAY_SECONDS * SECOND_MICROS ? "24:00:00" : clock(LocalTime.ofNanoOfDay(micros * 1_000)));
    }

    @Override
    public void timestamp(long micros, boolean zoned) {
        LocalDateTime at = LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, SECOND_MICROS),
                (int) Math.floorMod(micros, SECOND_MICROS) * 1_000,
                ZoneOffset.UTC);
        texts.add(DATE.format(at) + " " + clock(at.toLocalTime()) + (zoned ? "+00" : "") + era(at.toLocalDate()));
    }

    @Override
    public void bytes(byte[] from, int at, int length) {
        texts.add("\\x" + HexFormat.of().formatHex(Arrays.copyOfRange(from, at, at + length)));
    }

    private static String clock(LocalTime time) {
        return (time.getNano() == 0 ? WHOLE : TIME).format(time);
    }

    private static String era(LocalDate date) {
        return date.getYear() > 0 ? "" : " BC";
    }
}
