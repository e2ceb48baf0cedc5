package dev.culvert.testkit.tls;

import dev.culvert.testkit.process.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Makes the files of {@link TestCertificates} with keytool, which every JDK has. */
final class CertificateMaker {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String DAYS = "3650";

    private final Path directory;

    CertificateMaker(Path directory) {
        this.directory = directory;
    }

    void make() throws IOException {
        authority("authority");
        authority("other");
        keytool("trust", "-importcert", "-noprompt", "-alias", "authority", "-file", file("authority.pem"));
        identity("server", "CN=localhost", "san=dns:localhost,ip:127.0.0.1");
        identity("stranger", "CN=other.example", "san=dns:other.example");
        identity("client", "CN=culvert", "eku=clientAuth");
        Files.delete(directory.resolve("log"));
    }

    private void authority(String name) {
        pair(name, "CN=Culvert test " + name, "-ext", "bc:c=ca:true", "-ext", "ku=keyCertSign");
        keytool(name, "-exportcert", "-rfc", "-alias", name, "-file", file(name + ".pem"));
    }

    private void identity(String name, String subject, String extension) throws IOException {
        pair(name, subject);
        keytool(name, "-certreq", "-alias", name, "-file", file(name + ".csr"));
        keytool(
                "authority",
                "-gencert",
                "-rfc",
                "-alias",
                "authority",
                "-validity",
                DAYS,
                "-ext",
                extension,
                "-infile",
                file(name + ".csr"),
                "-outfile",
                file(name + ".pem"));
        keytool(name, "-importcert", "-noprompt", "-alias", "authority", "-file", file("authority.pem"));
        keytool(name, "-importcert", "-noprompt", "-alias", name, "-file", file(name + ".pem"));
        exportKey(name);
        Files.delete(directory.resolve(name + ".csr"));
    }

    private void pair(String name, String subject, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("-genkeypair", "-alias", name, "-dname", subject, "-keyalg", "EC", "-groupname", "secp256r1"));
        arguments.addAll(List.of("-validity", DAYS));
        arguments.addAll(List.of(more));
        keytool(name, arguments.toArray(String[]::new));
    }

    private void keytool(String store, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        words.addAll(List.of(arguments));
        words.addAll(List.of(
                "-keystore",
                file(store + ".p12"),
                "-storetype",
                "PKCS12",
                "-storepass",
                TestCertificates.PASSWORD,
                "-J-Xmx64m",
                "-J-XX:TieredStopAtLevel=1"));
        ServerProcess.Command.of("keytool", directory, words).run(directory.resolve("log"), LIMIT);
    }

    /** PKCS #8, which keytool does not export. */
    private void exportKey(String name) throws IOException {
        char[] password = TestCertificates.PASSWORD.toCharArray();
        try (InputStream in = Files.newInputStream(directory.resolve(name + ".p12"))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            Key key = store.getKey(name, password);
            Files.write(directory.resolve(name + "-key.der"), key.getEncoded());
            String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(key.getEncoded());
            Files.writeString(
                    directory.resolve(name + "-key.pem"),
                    "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
        } catch (GeneralSecurityException e) {
            throw new IOException("key of " + name, e);
        }
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }
}
