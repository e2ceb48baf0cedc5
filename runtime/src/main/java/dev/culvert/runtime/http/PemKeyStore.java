package dev.culvert.runtime.http;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificate and key from PEM files, in memory, for a server. */
final class PemKeyStore {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** Algorithm of the key, and of a signature that proves that key and certificate belong together. */
    private static final String[][] ALGORITHMS = {
        {"RSA", "SHA256withRSA"}, {"EC", "SHA256withECDSA"}, {"EdDSA", "EdDSA"}
    };

    private static final byte[] CHALLENGE = {42};

    private PemKeyStore() {}

    /**
     * @param password of the store in memory
     * @throws CulvertException {@link ErrorCode#FILE_NOT_FOUND} or {@link ErrorCode#USAGE}
     */
    static KeyStore read(HttpOptions.Tls tls, char[] password) {
        Certificate[] chain = certificates(tls.certificate());
        byte[] encoded = key(tls.key());
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry("culvert", matching(encoded, chain[0], tls), password, chain);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store in memory", e);
        }
    }

    private static Certificate[] certificates(Path file) {
        try {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes("TLS certificate", file)))
                    .toArray(Certificate[]::new);
            if (chain.length > 0) {
                return chain;
            }
        } catch (GeneralSecurityException e) {
            throw wrong("TLS certificate", file, "It is not a certificate in PEM.", e);
        }
        throw wrong("TLS certificate", file, "There is no certificate in it.", null);
    }

    private static byte[] key(Path file) {
        Matcher pem = KEY.matcher(new String(bytes("TLS key", file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw wrong("TLS key", file, "There is no unencrypted PKCS-8 key in it (BEGIN PRIVATE KEY).", null);
        }
        try {
            return Base64.getMimeDecoder().decode(pem.group(1));
        } catch (IllegalArgumentException e) {
            throw wrong("TLS key", file, "It is not PEM.", null); // I12: the cause may quote the key
        }
    }

    private static PrivateKey matching(byte[] encoded, Certificate certificate, HttpOptions.Tls tls)
            throws GeneralSecurityException {
        for (String[] algorithm : ALGORITHMS) {
            try {
                PrivateKey key = KeyFactory.getInstance(algorithm[0]).generatePrivate(new PKCS8EncodedKeySpec(encoded));
                if (belongs(key, certificate, algorithm[1])) {
                    return key;
                }
                throw wrong("TLS key", tls.key(), "It is not the key of " + tls.certificate() + ".", null);
            } catch (InvalidKeySpecException e) {
                continue; // of another algorithm
            }
        }
        throw wrong("TLS key", tls.key(), "It is neither RSA, EC nor Ed25519.", null);
    }

    private static boolean belongs(PrivateKey key, Certificate certificate, String algorithm)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(CHALLENGE); // EdDSA verifies no empty message
        byte[] signed = signature.sign();
        try {
            signature.initVerify(certificate.getPublicKey());
            signature.update(CHALLENGE);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException e) {
            return false; // the certificate is for a key of another kind
        }
    }

    private static byte[] bytes(String what, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CulvertException(
                    ErrorCode.FILE_NOT_FOUND,
                    what + " " + file,
                    Files.exists(file) ? "It cannot be read." : "It does not exist.",
                    Changed.NOTHING,
                    "Give a file that the user that Culvert runs as can read.",
                    e);
        }
    }

    private static CulvertException wrong(String what, Path file, String fact, Throwable cause) {
        return new CulvertException(
                ErrorCode.USAGE,
                what + " " + file,
                fact,
                Changed.NOTHING,
                what.equals("TLS key")
                        ? "Convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out " + file
                        : "Give a PEM file with the server's certificate first, then those that vouch for it.",
                cause);
    }
}
