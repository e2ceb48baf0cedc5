package dev.culvert.schemas.definition.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionFileTest {
    @TempDir
    Path directory;

    private static CulvertException refused(Path file) {
        return catchThrowableOfType(CulvertException.class, () -> DefinitionReader.read(file));
    }

    @Test
    void namesAFileThatIsNotThere() {
        CulvertException error = refused(directory.resolve("none.yaml"));

        assertThat(error.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND);
        assertThat(error.fact()).isEqualTo("There is no such file.");
        assertThat(error.code().category().exitCode()).isEqualTo(2);
    }

    @Test
    void readsNoDirectory() {
        assertThat(refused(directory).code()).isEqualTo(ErrorCode.FILE_NOT_FOUND);
    }

    @Test
    void readsNoMoreThanADefinitionNeeds() throws IOException {
        Path file = directory.resolve("large.yaml");
        Files.write(file, new byte[1024 * 1024 + 1]);

        assertThat(refused(file).code()).isEqualTo(ErrorCode.DEF_LIMIT);
    }

    @Test
    void readsUtf8Only() throws IOException {
        Path file = directory.resolve("latin1.yaml");
        Files.write(file, "apiVersion: culvért/v1".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(refused(file).code()).isEqualTo(ErrorCode.DEF_SYNTAX);
    }
}
