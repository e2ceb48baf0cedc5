package dev.culvert.schemas.mask;

import dev.culvert.schemas.definition.MaskDefinition;
import dev.culvert.schemas.definition.Secret;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The salts of one run: each is read once, so that no row is under another than the position says. Thread-safe. */
final class Salts {
    private final Map<SecretReference, Secret> read = new ConcurrentHashMap<>();

    Secret of(SecretReference reference) {
        return read.computeIfAbsent(reference, Salts::read);
    }

    private static Secret read(SecretReference reference) {
        Secret salt = reference.resolve();
        int bytes = salt.reveal().getBytes(StandardCharsets.UTF_8).length;
        if (bytes < MaskDefinition.Hash.LEAST_SALT_BYTES) {
            throw new CulvertException(
                    ErrorCode.MASK_SALT,
                    reference instanceof SecretReference.Environment variable
                            ? "environment variable " + variable.name()
                            : "secret file " + ((SecretReference.File) reference).path(),
                    "It has fewer than " + MaskDefinition.Hash.LEAST_SALT_BYTES + " bytes.",
                    Changed.NOTHING,
                    "openssl rand -hex 32");
        }
        return salt;
    }
}
