package dev.culvert.schemas.definition;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where a secret is found; the definition never holds the secret (I12). */
public sealed interface SecretReference {

    /**
     * Reads the secret, each time anew, so that a rotated one is picked up.
     *
     * @throws CulvertException {@link ErrorCode#SECRET_MISSING}
     */
    Secret resolve();

    /** {@code {env: NAME}}. */
    record Environment(String name) implements SecretReference {
        @Override
        public Secret resolve() {
            return resolve(System.getenv());
        }

        Secret resolve(Map<String, String> environment) {
            String value = environment.get(name);
            if (value == null || value.isEmpty()) {
                throw new CulvertException(
                        ErrorCode.SECRET_MISSING,
                        "environment variable " + name,
                        value == null ? "It is not set." : "It is empty.",
                        Changed.NOTHING,
                        "Set " + name + " in the environment that Culvert starts in.");
            }
            return new Secret(value);
        }
    }

    /** {@code {file: PATH}}; one trailing line break is not a part of the secret. */
    record File(Path path) implements SecretReference {
        @Override
        public Secret resolve() {
            String value;
            try {
                value = Files.readString(path);
            } catch (IOException e) {
                throw new CulvertException(
                        ErrorCode.SECRET_MISSING,
                        "secret file " + path,
                        Files.exists(path) ? "It cannot be read." : "It does not exist.",
                        Changed.NOTHING,
                        "Make the file readable for the user that Culvert runs as.",
                        e);
            }
            value = value.endsWith("\r\n")
                    ? value.substring(0, value.length() - 2)
                    : value.endsWith("\n") ? value.substring(0, value.length() - 1) : value;
            if (value.isEmpty()) {
                throw new CulvertException(
                        ErrorCode.SECRET_MISSING,
                        "secret file " + path,
                        "It is empty.",
                        Changed.NOTHING,
                        "Write the secret into the file.");
            }
            return new Secret(value);
        }
    }
}
