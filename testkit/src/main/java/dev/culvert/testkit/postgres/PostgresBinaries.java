package dev.culvert.testkit.postgres;

import dev.culvert.testkit.embedded.EmbeddedFiles;
import dev.culvert.testkit.embedded.TarArchive;
import dev.culvert.testkit.embedded.UnpackCache;
import dev.culvert.testkit.process.ServerProcess;
import dev.culvert.testkit.process.ServerUser;
import dev.culvert.testkit.process.TestkitException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The programs of one major, unpacked, and an initialised data directory to copy, both made once per machine. */
record PostgresBinaries(int major, Path home, Path template) {
    static final int OLDEST = 13;
    static final int NEWEST = 18;

    private static final Duration INITDB_LIMIT = Duration.ofMinutes(2);
    private static final Map<Integer, PostgresBinaries> KNOWN = new ConcurrentHashMap<>();

    static PostgresBinaries ofMajor(int major) {
        if (major < OLDEST || major > NEWEST) {
            throw new TestkitException(
                    "there is no embedded PostgreSQL " + major + ", only " + OLDEST + " to " + NEWEST);
        }
        return KNOWN.computeIfAbsent(major, PostgresBinaries::unpack);
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    private static PostgresBinaries unpack(int major) {
        Path jar = EmbeddedFiles.require("postgres-" + major + ".jar");
        String version = major + "-" + UnpackCache.checksum(jar);
        Path home = UnpackCache.directory("postgres-" + version, ServerUser.SAME, directory -> unpack(jar, directory));
        Path template = UnpackCache.directory(
                "postgres-data-" + version, ServerUser.UNPRIVILEGED, directory -> initialise(home, directory));
        return new PostgresBinaries(major, home, template.resolve("data"));
    }

    private static void unpack(Path jar, Path directory) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry archive = zip.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no .txz in " + jar));
            try (InputStream in =
                    new XZCompressorInputStream(new BufferedInputStream(zip.getInputStream(archive), 1 << 16))) {
                TarArchive.unpack(in, directory);
            }
        }
    }

    /** Locale C is there on every machine and sorts the same on all. */
    private static void initialise(Path home, Path directory) throws IOException {
        Path log = Files.createTempFile("culvert-initdb", ".log");
        List<String> words = List.of(
                home.resolve("bin/initdb").toString(),
                "--pgdata=" + directory.resolve("data"),
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync");
        ServerProcess.Command.of("initdb", directory, words)
                .withUser(ServerUser.UNPRIVILEGED)
                .run(log, INITDB_LIMIT);
        Files.delete(log);
    }
}
