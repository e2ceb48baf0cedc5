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
import java.util.stream.Stream;

/**
 * A file of SQL in sections, {@code -- create}, {@code -- rows} (of the snapshot) and {@code -- changes} (of the stream). Blank lines
 * part what is sent at once, as one transaction; what begins with the line {@code -- 18} is for that version and later.
 */
record SqlScript(Map<Section, List<Paragraph>> sections) {

    enum Section {
        CREATE,
        ROWS,
        CHANGES;

        static Optional<Section> of(String line) {
            return Stream.of(values())
                    .filter(each -> line.equals("-- " + each.name().toLowerCase(Locale.ROOT)))
                    .findFirst();
        }
    }

    record Paragraph(int fromMajor, String sql) {
        static Paragraph of(String text) {
            String[] lines = text.split("\n", 2);
            return lines[0].matches("-- \\d+")
                    ? new Paragraph(Integer.parseInt(lines[0].substring(3)), lines[1])
                    : new Paragraph(0, text);
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
        database.execute(sections.getOrDefault(section, List.of()).stream()
                .filter(each -> each.fromMajor() <= database.server().major())
                .map(Paragraph::sql)
                .toArray(String[]::new));
    }
}
