package dev.culvert.cli.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/**
 * A secret for each place, that nothing else can hold by chance; and everything that was written meanwhile, to be searched for
 * them. A secret counts as found in Base64 too, as basic authentication has it.
 */
final class Canaries {
    private static final String ALGORITHM = "PBEWithSHA1AndDESede";

    private final Path directory;
    private final Map<String, String> secrets = new TreeMap<>();
    private final Map<String, String> writings = new TreeMap<>();

    /** @param directory for secrets that are in files */
    Canaries(Path directory) {
        this.directory = directory;
    }

    /** The secret of a place. */
    String secret(String place) {
        return secrets.computeIfAbsent(place, each -> "S3CR3T-canary-" + each + "-0123456789");
    }

    /** The same, in a file. */
    Path file(String place) {
        try {
            return Files.writeString(directory.resolve(place), secret(place));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A private key (PKCS-8, DER), encrypted with the secret of a place. */
    Path encryptedKey(String place, Path plain, boolean pem) {
        try {
            Cipher cipher = Cipher.getInstance(ALGORITHM);
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    SecretKeyFactory.getInstance(ALGORITHM)
                            .generateSecret(new PBEKeySpec(secret(place).toCharArray())),
                    new PBEParameterSpec("8 bytes.".getBytes(StandardCharsets.US_ASCII), 2048));
            byte[] key = new EncryptedPrivateKeyInfo(cipher.getParameters(), cipher.doFinal(Files.readAllBytes(plain)))
                    .getEncoded();
            if (!pem) {
                return Files.write(directory.resolve(place + ".der"), key);
            }
            String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(key);
            return Files.writeString(
                    directory.resolve(place + ".pem"),
                    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + body + "\n-----END ENCRYPTED PRIVATE KEY-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Keeps what was written somewhere. */
    void written(String where, String text) {
        writings.put(where, text);
    }

    /** Keeps every file below a directory. */
    void written(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                written(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String of(String where) {
        return writings.get(where);
    }

    /** Every form of every secret. */
    Collection<String> forms() {
        List<String> forms = new ArrayList<>();
        secrets.values().forEach(secret -> {
            forms.add(secret);
            // whatever comes before it moves the text by nothing, one or two bytes
            for (int shift = 0; shift < 3; shift++) {
                byte[] bytes = secret.getBytes(StandardCharsets.US_ASCII);
                int from = (3 - shift) % 3;
                byte[] whole = java.util.Arrays.copyOfRange(bytes, from, from + (bytes.length - from) / 3 * 3);
                forms.add(Base64.getEncoder().encodeToString(whole));
            }
        });
        return forms;
    }

    /** Where which secret stands. */
    Set<String> leaks() {
        Set<String> leaks = new TreeSet<>();
        writings.forEach((where, text) ->
                forms().stream().filter(text::contains).forEach(secret -> leaks.add(secret + " in " + where)));
        return leaks;
    }
}
