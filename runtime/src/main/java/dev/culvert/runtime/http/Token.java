package dev.culvert.runtime.http;

import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The bearer token. The reference is read for each comparison, so that a rotated token counts at once. Thread-safe. */
final class Token {
    /** 128 random bits are 22 characters of base64. */
    private static final int LEAST_LENGTH = 22;

    private static final String SCHEME = "bearer ";

    private final SecretReference reference;

    /**
     * @throws CulvertException {@link ErrorCode#SECRET_MISSING}, or {@link ErrorCode#HTTP_INSECURE} for one that can be guessed
     */
    Token(SecretReference reference) {
        this.reference = reference;
        int length = reference.resolve().reveal().length();
        if (length < LEAST_LENGTH) {
            throw new CulvertException(
                    ErrorCode.HTTP_INSECURE,
                    "HTTP token",
                    "It has " + length + " characters; fewer than " + LEAST_LENGTH + " can be guessed.",
                    Changed.NOTHING,
                    "Make one: openssl rand -base64 32");
        }
    }

    /**
     * @param authorization the header as it came
     * @throws CulvertException {@link ErrorCode#SECRET_MISSING} if the token cannot be read any more
     */
    boolean allows(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        // digests have one length: how long the comparison takes tells nothing of the token, nor of its length
        return MessageDigest.isEqual(
                digest(authorization.substring(SCHEME.length()).strip()),
                digest(reference.resolve().reveal()));
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
