package dev.culvert.migration.schema;

import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        Path directory = null;
        try {
            directory = Files.createTempDirectory("culvert-schema");
            Path archive = directory.resolve("archive");
            ToolRun.run(dumpWords(tools, snapshot, archive), ToolEnvironment.of(source, tools.major()), directory);
            return new SchemaDump(
                    entries(tools, archive, Section.PRE_DATA, directory),
                    entries(tools, archive, Section.POST_DATA, directory));
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

    private static List<SchemaEntry> entries(DumpTools tools, Path archive, Section section, Path directory)
            throws IOException {
        Path script = directory.resolve("script");
        ToolRun.run(
                List.of(
                        tools.restore(),
                        "--verbose",
                        section.option(),
                        "--no-publications",
                        "--no-subscriptions",
                        "--file=" + script,
                        archive.toString()),
                Map.of(),
                directory);
        return ScriptReader.read(Files.readString(script));
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
