package dev.culvert.schemas.definition.reader;

import dev.culvert.schemas.definition.yaml.YamlDocument;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The text of a file, never more of it than a definition may have. */
public final class DefinitionFile {
    private DefinitionFile() {}

    public static String text(Path file) {
        byte[] bytes = bytes(file);
        if (bytes.length > YamlDocument.MAX_SIZE) {
            throw new CulvertException(
                    ErrorCode.DEF_LIMIT,
                    file.toString(),
                    "It is larger than " + YamlDocument.MAX_SIZE + " bytes.",
                    Changed.NOTHING,
                    "Select tables with globs, or split the definition.");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CulvertException(
                    ErrorCode.DEF_SYNTAX,
                    file.toString(),
                    "It is not UTF-8.",
                    Changed.NOTHING,
                    "Save the file as UTF-8.");
        }
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(YamlDocument.MAX_SIZE + 1);
        } catch (IOException e) {
            throw new CulvertException(
                    ErrorCode.FILE_NOT_FOUND,
                    file.toString(),
                    Files.isDirectory(file)
                            ? "It is a directory."
                            : Files.exists(file) ? "It cannot be read." : "There is no such file.",
                    Changed.NOTHING,
                    "culvert init " + file.getFileName() + " writes a definition to begin with.");
        }
    }
}
