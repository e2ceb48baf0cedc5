package dev.culvert.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpOptionsTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, 127.0.0.1, 8080",
        "localhost:0, localhost, 0",
        "[::1]:8080, ::1, 8080",
        ":8080, 127.0.0.1, 8080",
        "8080, 127.0.0.1, 8080",
        "0.0.0.0:443, 0.0.0.0, 443"
    })
    void addresses(String text, String host, int port) {
        HttpOptions options = HttpOptions.parse(text);

        assertThat(options.host()).isEqualTo(host);
        assertThat(options.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:", "localhost:65536", "::1:8080", "localhost:http", "", "host:-1"})
    void wrongAddresses(String text) {
        CulvertException e = catchThrowableOfType(CulvertException.class, () -> HttpOptions.parse(text));

        assertThat(e.code()).isEqualTo(ErrorCode.USAGE);
        assertThat(e.object()).contains("\"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:1", "127.8.9.10:1", "[::1]:1", "localhost:1"})
    void loopbackNeedsNothing(String text) {
        HttpOptions.parse(text).check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:8080", "[::]:8080", "192.0.2.1:8080"})
    void beyondLoopbackBothAreNeeded(String text) {
        HttpOptions bare = HttpOptions.parse(text);
        SecretReference token = new SecretReference.File(Path.of("token"));
        Path pem = Path.of("server.pem");

        assertThat(insecure(bare).fact()).contains("TLS and a token are missing");
        assertThat(insecure(bare.token(token)).fact()).contains("TLS is missing");
        assertThat(insecure(bare.tls(pem, pem)).fact()).contains("a token is missing");
        bare.tls(pem, pem).token(token).check();
    }

    private static CulvertException insecure(HttpOptions options) {
        CulvertException e = catchThrowableOfType(CulvertException.class, options::check);
        assertThat(e.code()).isEqualTo(ErrorCode.HTTP_INSECURE);
        return e;
    }

    @Test
    void anUnknownNameCannotBeHad() {
        CulvertException e =
                catchThrowableOfType(CulvertException.class, () -> HttpOptions.parse("no-such-host.invalid:8080")
                        .check());

        assertThat(e.code()).isEqualTo(ErrorCode.HTTP_BIND);
    }

    @Test
    void whatACommandLineGives() {
        HttpOptions options = HttpOptions.of(
                "0.0.0.0:8443", Optional.of(Path.of("c")), Optional.of(Path.of("k")), Optional.of("env:CULVERT_TOKEN"));

        assertThat(options.tls()).contains(new HttpOptions.Tls(Path.of("c"), Path.of("k")));
        assertThat(options.token()).contains(new SecretReference.Environment("CULVERT_TOKEN"));
        assertThat(HttpOptions.of("8080", Optional.empty(), Optional.empty(), Optional.of("file:/t"))
                        .token())
                .contains(new SecretReference.File(Path.of("/t")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"S3CR3T-canary", "env:", "file:", "", "ENV:X"})
    void aTokenItselfIsNeitherTakenNorShown(String token) {
        CulvertException e = catchThrowableOfType(
                CulvertException.class,
                () -> HttpOptions.of("8080", Optional.empty(), Optional.empty(), Optional.of(token)));

        assertThat(e.code()).isEqualTo(ErrorCode.USAGE);
        assertThat(e.getMessage() + e.remedy()).doesNotContain("S3CR3T");
    }

    @Test
    void aCertificateWithoutItsKeyIsRefused() {
        CulvertException e = catchThrowableOfType(
                CulvertException.class,
                () -> HttpOptions.of("8080", Optional.of(Path.of("c")), Optional.empty(), Optional.empty()));

        assertThat(e.code()).isEqualTo(ErrorCode.USAGE);
        assertThat(e.fact()).isEqualTo("The certificate has no key.");
    }
}
