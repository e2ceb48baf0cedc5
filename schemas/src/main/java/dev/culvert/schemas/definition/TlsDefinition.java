package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import java.nio.file.Path;
import java.util.Optional;

/** TLS towards PostgreSQL. */
@Doc("TLS towards PostgreSQL. Relative paths begin at the directory of the definition.")
public record TlsDefinition(
        @Doc("Default: `verify-full`, unless the address is loopback, where it is `disable`.") Optional<Mode> mode,
        @Example("/etc/ssl/ca.pem") @Doc("PEM file with the certificates to trust; default: those of the JVM.")
                Optional<Path> rootCert,
        @Doc("PEM file with the client certificate.") Optional<Path> cert,
        @Doc("File with the client key, PKCS-8, DER or PEM.") Optional<Path> key,
        @Doc("The password of `key`.") Optional<SecretReference> keyPassword) {

    public enum Mode {
        @Doc("No TLS.")
        DISABLE,
        @Doc("TLS, with whatever server answers.")
        REQUIRE,
        @Doc("TLS, with a certificate that `rootCert` signed.")
        VERIFY_CA,
        @Doc("TLS, with a certificate that `rootCert` signed for this host.")
        VERIFY_FULL
    }
}
