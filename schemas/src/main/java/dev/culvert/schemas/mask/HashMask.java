package dev.culvert.schemas.mask;

import dev.culvert.schemas.definition.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 of the text's UTF-8, in hexadecimal (RFC 2104). Thread-safe. */
final class HashMask implements ValueMask {
    private static final String ALGORITHM = "HmacSHA256";
    /** A text that no row's value is taken for, since values have no NUL. */
    private static final String OF_THE_SALT = "culvert\0salt";

    private static final int FINGERPRINT = 16;

    private final Mac mac;

    HashMask(Secret salt) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(salt.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public synchronized String apply(String text) {
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Tells one salt from another, and nothing of it. */
    static String fingerprint(Secret salt) {
        return new HashMask(salt).apply(OF_THE_SALT).substring(0, FINGERPRINT);
    }
}
