package dev.culvert.runtime.pipeline;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of SQL in sections, {@code -- create}, {@code -- rows} (of the snapshot), {@code -- changes} (of the stream) and {@code -- later}
 * (of the stream too, after the pipeline ended and began again). Blank lines part what is sent at once, as one transaction; what begins
 * with the line {@code -- 18} is for that version and later, with {@code -- s1} for a session of that name, which stays open.
 */
record SqlScript(Map<Section, List<Paragraph>> sections) {

    enum Section {
        CREATE,
        ROWS,
        CHANGES,
        LATER;

        static Optional<Section> of(String line) {
            return Stream.of(values())
                    .filter(each -> line.equals("-- " + each.name().toLowerCase(Locale.ROOT)))
                    .findFirst();
        }
    }

    /** @param session empty for the one that runs what belongs to none */
    record Paragraph(int fromMajor, String session, String sql) {
        private static final Pattern FROM_MAJOR = Pattern.compile("(?m)^-- (\\d+)$");
        private static final Pattern SESSION = Pattern.compile("(?m)^-- (s\\d)$");

        static Paragraph of(String text) {
            return new Paragraph(
                    Integer.parseInt(found(FROM_MAJOR, text).orElse("0")),
                    found(SESSION, text).orElse(""),
                    text);
        }

        private static Optional<String> found(Pattern pattern, String text) {
            Matcher matcher = pattern.matcher(text);
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        }
    }

    static SqlScript read(String resource) {
        try (InputStream in = Objects.requireNonNull(SqlScript.class.getResourceAsStream(resource), resource)) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private static SqlScript parse(String text) {
        Map<Section, List<Paragraph>> sections = new EnumMap<>(Section.class);
        Section section = Section.CREATE;
        for (String paragraph : text.strip().split("\n\n+")) {
            String[] lines = paragraph.split("\n", 2);
            Optional<Section> begins = Section.of(lines[0]);
            section = begins.orElse(section);
            String sql = begins.isEmpty() ? paragraph : lines.length > 1 ? lines[1] : "";
            if (!sql.isEmpty()) {
                sections.computeIfAbsent(section, any -> new ArrayList<>()).add(Paragraph.of(sql));
            }
        }
        return new SqlScript(sections);
    }

    void run(Section section, PostgresDatabase database) {
        database.execute(paragraphs(section, database.server().major()).stream()
                .map(Paragraph::sql)
                .toArray(String[]::new));
    }

    /** What a server of this version takes, in its order. */
    List<Paragraph> paragraphs(Section section, int major) {
        return sections.getOrDefault(section, List.of()).stream()
                .filter(each -> each.fromMajor() <= major)
                .toList();
    }
}
