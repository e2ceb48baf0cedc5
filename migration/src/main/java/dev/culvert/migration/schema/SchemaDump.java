package dev.culvert.migration.schema;

import dev.culvert.migration.closing.Closing;
import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The source's schema, as pg_dump has it. Its files are in a directory that only this user can read, since a schema may hold
 * secrets (a user mapping's password), and are gone when it is read.
 *
 * @param before entries of before the rows
 * @param after entries of after the rows
 */
record SchemaDump(List<SchemaEntry> before, List<SchemaEntry> after) {
    /** The first pg_dump that has statistics, and writes them or not as its version likes. */
    private static final int KNOWS_STATISTICS = 18;

    SchemaDump {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /**
     * Dumps the whole database but what is Culvert's.
     *
     * @param snapshot to dump under, exported by a session that stays; empty for one of pg_dump's own
     * @throws CulvertException {@link ErrorCode#DUMP_FAILED}
     */
    static SchemaDump of(DumpTools tools, ConnectionSettings source, Optional<String> snapshot) {
        SchemaDump dump = of(tools, source, List.of(), archive -> dumpWords(tools, snapshot, archive));
        return new SchemaDump(schemasFirst(dump.before), dump.after);
    }

    /** A role that is no superuser can give a table only to a role that may already make one in the table's schema. */
    private static List<SchemaEntry> schemasFirst(List<SchemaEntry> entries) {
        Predicate<SchemaEntry> ofSchema = entry -> entry.kind().equals("SCHEMA")
                || entry.kind().equals("ACL") && entry.name().startsWith("SCHEMA ");
        List<SchemaEntry> sorted =
                new ArrayList<>(entries.stream().filter(ofSchema).toList());
        entries.stream().filter(ofSchema.negate()).forEach(sorted::add);
        return sorted;
    }

    /**
     * Dumps tables and what belongs to them, in the order in which it can be made. Not their types.
     *
     * @throws CulvertException {@link ErrorCode#DUMP_FAILED}
     */
    static List<SchemaEntry> ofTables(DumpTools tools, ConnectionSettings source, Collection<TableId> tables) {
        SchemaDump dump = of(tools, source, List.of("--no-owner"), archive -> {
            List<String> words = dumpWords(tools, Optional.empty(), archive);
            // pg_dump takes a name in double quotes as it is written
            tables.forEach(table -> words.add("--table=" + QualifiedName.quote(table)));
            return words;
        });
        List<SchemaEntry> entries = new ArrayList<>(dump.before);
        entries.addAll(dump.after);
        return entries;
    }

    private static SchemaDump of(
            DumpTools tools,
            ConnectionSettings source,
            List<String> restoreOptions,
            Function<Path, List<String>> dumpWords) {
        Path directory = null;
        try {
            directory = Files.createTempDirectory("culvert-schema");
            Path archive = directory.resolve("archive");
            ToolRun.run(dumpWords.apply(archive), ToolEnvironment.of(source, tools.major()), directory);
            return new SchemaDump(
                    entries(tools, archive, Section.PRE_DATA, restoreOptions, directory),
                    entries(tools, archive, Section.POST_DATA, restoreOptions, directory));
        } catch (IOException e) {
            throw unreadable(e);
        } finally {
            delete(directory);
        }
    }

    private static List<String> dumpWords(DumpTools tools, Optional<String> snapshot, Path archive) {
        List<String> words = new ArrayList<>(List.of(
                tools.dump(),
                "--format=custom",
                "--compress=0",
                "--encoding=UTF8",
                "--no-publications",
                "--no-subscriptions",
                "--exclude-schema=culvert",
                // large objects are copied by themselves, with their contents
                "--no-blobs",
                "--lock-wait-timeout=60000",
                "--no-password",
                Section.PRE_DATA.option(),
                Section.POST_DATA.option(),
                "--file=" + archive));
        if (tools.major() >= KNOWS_STATISTICS) {
            words.add("--no-statistics");
        }
        snapshot.ifPresent(name -> words.add("--snapshot=" + name));
        return words;
    }

    private static List<SchemaEntry> entries(
            DumpTools tools, Path archive, Section section, List<String> options, Path directory) throws IOException {
        Path script = directory.resolve("script");
        List<String> words = new ArrayList<>(List.of(
                tools.restore(),
                "--verbose",
                section.option(),
                "--no-publications",
                "--no-subscriptions",
                "--file=" + script));
        words.addAll(options);
        words.add(archive.toString());
        ToolRun.run(words, Map.of(), directory);
        return ScriptReader.read(Files.readString(script)).stream()
                .filter(entry -> !isOurs(entry))
                .toList();
    }

    /** What closed the source once, and may still be there, disabled: the target has its own, and keeps them as they are. */
    private static boolean isOurs(SchemaEntry entry) {
        return entry.kind().equals("TRIGGER") && entry.name().endsWith(" " + Closing.TRIGGER);
    }

    private static void delete(Path directory) {
        if (directory == null) {
            return;
        }
        try {
            for (String file : List.of("archive", "script", "errors")) {
                Files.deleteIfExists(directory.resolve(file));
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static CulvertException unreadable(IOException e) {
        return new CulvertException(
                ErrorCode.DUMP_FAILED,
                "the directory for temporary files",
                "A file of pg_dump's cannot be written, read or deleted there: " + e.getMessage() + ".",
                Changed.NOTHING,
                "Make room there, or set java.io.tmpdir (JAVA_TOOL_OPTIONS) to a directory that has some.",
                e);
    }
}
