package dev.culvert.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DumpToolsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"'15 16 17 18 19', 18", "'15 16', 16", "'19 20', 19", "'14 15', 15"})
    void thoseOfTheTargetAreTakenThenNewerThenOlder(String installed, int chosen) {
        assertThat(DumpTools.choose(tools(installed), version(15), version(18)).major())
                .isEqualTo(chosen);
    }

    @ParameterizedTest
    @CsvSource({"'', neither in PATH", "'13 14', pg_dump 14"})
    void withoutOneThatCanReadTheSourceThePackageIsNamed(String installed, String fact) {
        assertThatExceptionOfType(CulvertException.class)
                .isThrownBy(() -> DumpTools.choose(tools(installed), version(15), version(18)))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DUMP_TOOL_MISSING);
                    assertThat(e.fact()).contains(fact);
                    assertThat(e.remedy()).contains("postgresql-client-18");
                });
    }

    @Test
    void bothProgramsMustBeThereAndSayTheirVersion() throws Exception {
        program("both/pg_dump", "echo 'pg_dump (PostgreSQL) 16.2 (Debian)'");
        program("both/pg_restore", "exit 0");
        program("one/pg_dump", "echo 'pg_dump (PostgreSQL) 17.1'");
        program("other/pg_dump", "echo nonsense");
        program("other/pg_restore", "exit 0");
        String path = Arrays.asList("both", "one", "other").stream()
                .map(name -> directory.resolve(name).toString())
                .reduce((a, b) -> a + ":" + b)
                .orElseThrow();

        assertThat(DumpTools.installed(DumpTools.directories(Map.of("PATH", path), directory)))
                .containsExactly(new DumpTools(directory.resolve("both"), 16));
        assertThat(DumpTools.directories(Map.of("PATH", path, DumpTools.DIRECTORY_VARIABLE, "/only"), directory))
                .containsExactly(Path.of("/only"));
    }

    private void program(String name, String script) throws Exception {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static List<DumpTools> tools(String majors) {
        return Arrays.stream(majors.split(" "))
                .filter(major -> !major.isEmpty())
                .map(major -> new DumpTools(Path.of("/" + major), Integer.parseInt(major)))
                .toList();
    }

    private static ServerVersion version(int major) {
        return new ServerVersion(major * 10000 + 1);
    }
}
