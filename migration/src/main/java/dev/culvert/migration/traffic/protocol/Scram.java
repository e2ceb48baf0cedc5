package dev.culvert.migration.traffic.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One login by SCRAM-SHA-256 without channel binding.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802">RFC 5802</a>, and RFC 7677 for SHA-256
 */
final class Scram {
    static final String MECHANISM = "SCRAM-SHA-256";
    private static final String NO_CHANNEL_BINDING = "n,,";

    private final char[] password;
    private final String nonce;
    private byte[] serverSignature = {};

    Scram(String password) {
        this(password, randomNonce());
    }

    Scram(String password, String nonce) {
        this.password = password.toCharArray();
        this.nonce = nonce;
    }

    private static String randomNonce() {
        byte[] bytes = new byte[18];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The user's name is that of the startup packet; this one is not looked at. */
    String first() {
        return NO_CHANNEL_BINDING + firstBare();
    }

    private String firstBare() {
        return "n=,r=" + nonce;
    }

    /** The answer to the server's first message. */
    String last(String serverFirst) throws IOException {
        Map<Character, String> fields = fields(serverFirst);
        String bothNonces = fields.getOrDefault('r', "");
        if (!bothNonces.startsWith(nonce) || !fields.containsKey('s') || !fields.containsKey('i')) {
            throw new IOException("the server's part of SCRAM is not as it must be");
        }
        try {
            byte[] salt = Base64.getDecoder().decode(fields.get('s'));
            PBEKeySpec spec = new PBEKeySpec(password, salt, Integer.parseInt(fields.get('i')), 256);
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            String withoutProof = "c="
                    + Base64.getEncoder().encodeToString(NO_CHANNEL_BINDING.getBytes(StandardCharsets.US_ASCII)) + ",r="
                    + bothNonces;
            String all = firstBare() + "," + serverFirst + "," + withoutProof;
            byte[] clientKey = hmac(salted, "Client Key");
            byte[] stored = MessageDigest.getInstance("SHA-256").digest(clientKey);
            byte[] proof = hmac(stored, all);
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= clientKey[i];
            }
            serverSignature = hmac(hmac(salted, "Server Key"), all);
            return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("SCRAM failed", e);
        }
    }

    /** The server must know the password too. */
    void verify(String serverLast) throws IOException {
        String signature = fields(serverLast).getOrDefault('v', "");
        if (serverSignature.length == 0
                || !MessageDigest.isEqual(
                        signature.getBytes(StandardCharsets.US_ASCII),
                        Base64.getEncoder().encode(serverSignature))) {
            throw new IOException("the server does not prove that it knows the password");
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<Character, String> fields(String message) {
        Map<Character, String> fields = new HashMap<>();
        for (String field : message.split(",")) {
            if (field.length() > 2 && field.charAt(1) == '=') {
                fields.put(field.charAt(0), field.substring(2));
            }
        }
        return fields;
    }
}
