package dev.culvert.migration.traffic.pgbouncer;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.traffic.Destination;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a file with entries of {@code [databases]}, and what Culvert changes in it: host and port of named entries, and
 * entries of its own. All other characters stay. An entry that is changed has a comment before it with what it was.
 *
 * <p>A file that is included under {@code [databases]} has no header of its own.
 */
record DatabasesFile(List<String> lines) {
    private static final String SECTION = "databases";
    private static final String PROBE = "culvert_probe_";
    private static final Pattern WAS =
            Pattern.compile(";culvert ([a-z0-9-]+) (source|target) was: (.*)", Pattern.DOTALL);

    static DatabasesFile of(String text) {
        return new DatabasesFile(List.of(text.split("\n", -1)));
    }

    String text() {
        return String.join("\n", lines);
    }

    /** Numbers, from 1, of the lines that PgBouncer does not understand: it drops them and all that follow. */
    List<Integer> brokenLines() {
        List<Integer> broken = new ArrayList<>();
        String section = SECTION;
        for (int i = 0; i < lines.size(); i++) {
            FileLine line = FileLine.of(lines.get(i));
            if (line instanceof FileLine.Header header) {
                section = header.section();
            } else if (line instanceof FileLine.Broken
                    || section.equals(SECTION)
                            && line instanceof FileLine.Setting setting
                            && ConnectString.parse(setting.value()).isEmpty()) {
                broken.add(i + 1);
            }
        }
        return broken;
    }

    /** Every entry by its name, in the order of the file. */
    Map<String, ConnectString> entries() {
        Map<String, ConnectString> entries = new LinkedHashMap<>();
        String section = SECTION;
        for (String text : lines) {
            FileLine line = FileLine.of(text);
            if (line instanceof FileLine.Header header) {
                section = header.section();
            } else if (section.equals(SECTION) && line instanceof FileLine.Setting setting) {
                ConnectString.parse(setting.value()).ifPresent(value -> entries.put(setting.name(), value));
            }
        }
        return entries;
    }

    /** Whether the entry says this, word for word. */
    boolean leads(String database, Destination to) {
        ConnectString entry = entries().get(database);
        return entry != null && leads(database, entry, to);
    }

    private static boolean leads(String database, ConnectString entry, Destination to) {
        return entry.value("host").orElse("").equals(to.host())
                && entry.value("port").orElse("5432").equals(Integer.toString(to.port()))
                && entry.value("dbname").orElse(database).equals(to.database());
    }

    private static ConnectString lead(String database, ConnectString entry, Destination to) {
        ConnectString moved = entry.with("host", to.host()).with("port", Integer.toString(to.port()));
        return moved.value("dbname").orElse(database).equals(to.database())
                ? moved
                : moved.with("dbname", to.database());
    }

    /**
     * With the entry leading to {@code to}: as it was when it led there, where a comment of this migration says so.
     *
     * @param side the side that {@code to} is
     */
    DatabasesFile moved(String database, Destination to, Site.Role side, String migration) {
        if (leads(database, to)) {
            return this;
        }
        String away = side == Site.Role.TARGET ? "source" : "target";
        List<String> edited = new ArrayList<>();
        Optional<String> was = Optional.empty();
        String section = SECTION;
        for (String text : lines) {
            FileLine line = FileLine.of(text);
            if (line instanceof FileLine.Header header) {
                section = header.section();
            }
            Matcher comment = WAS.matcher(text);
            if (comment.matches()
                    && FileLine.entry(FileLine.of(comment.group(3)), database).isPresent()) {
                // an older migration's is of no use to anybody
                if (comment.group(1).equals(migration) && comment.group(2).equals(name(side))) {
                    was = Optional.of(comment.group(3));
                }
                continue;
            }
            Optional<ConnectString> entry = section.equals(SECTION) ? FileLine.entry(line, database) : Optional.empty();
            if (entry.isEmpty()) {
                edited.add(text);
            } else if (was.isPresent()) {
                edited.add(was.get());
            } else {
                edited.add(";culvert " + migration + " " + away + " was: " + text);
                edited.add(withValue(text, lead(database, entry.get(), to)));
            }
        }
        return new DatabasesFile(List.copyOf(edited));
    }

    private static String name(Site.Role side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    private static String withValue(String line, ConnectString value) {
        Matcher setting = FileLine.SETTING.matcher(line);
        if (!setting.matches()) {
            throw new IllegalStateException("not an entry");
        }
        return line.substring(0, setting.start(2)) + value.text() + line.substring(setting.end(2));
    }

    /** What the probe of a database is called. */
    static String probe(String database) {
        String name = PROBE + database.replaceAll("[^A-Za-z0-9_]", "_");
        return name.substring(0, Math.min(63, name.length()));
    }

    /**
     * With a probe for each database, at the end of the section: where the last entry is known, PgBouncer has read all before it.
     */
    DatabasesFile withProbes(List<String> databases, Destination to) {
        DatabasesFile clean = withoutProbes();
        Map<String, ConnectString> entries = clean.entries();
        List<String> probes = databases.stream()
                .filter(entries::containsKey)
                .map(database -> probe(database) + " = "
                        + lead(database, entries.get(database), to)
                                .with("dbname", to.database())
                                .with("pool_size", "1")
                                .with("min_pool_size", "0")
                                .text())
                .toList();
        List<String> edited = new ArrayList<>(clean.lines);
        edited.addAll(clean.endOfSection(), probes);
        return new DatabasesFile(List.copyOf(edited));
    }

    private int endOfSection() {
        int end = 0;
        String section = SECTION;
        for (int i = 0; i < lines.size(); i++) {
            FileLine line = FileLine.of(lines.get(i));
            if (line instanceof FileLine.Header header) {
                section = header.section();
            } else if (section.equals(SECTION) && line instanceof FileLine.Setting) {
                end = i + 1;
            }
        }
        return end;
    }

    DatabasesFile withoutProbes() {
        return without(text -> FileLine.of(text) instanceof FileLine.Setting setting
                && setting.name().startsWith(PROBE));
    }

    /** Without the comments that lead back. */
    DatabasesFile forgotten() {
        return without(text -> WAS.matcher(text).matches());
    }

    private DatabasesFile without(Predicate<String> unwanted) {
        return new DatabasesFile(lines.stream().filter(unwanted.negate()).toList());
    }
}
