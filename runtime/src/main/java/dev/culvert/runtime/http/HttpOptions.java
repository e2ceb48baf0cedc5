package dev.culvert.runtime.http;

import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where and how HTTP is served.
 *
 * @param host name or address to listen on, an IPv6 address without brackets
 * @param port 0 for any that is free
 * @param tls certificate and key, for https
 * @param token what a client must know to read more than whether the process is healthy
 */
public record HttpOptions(String host, int port, Optional<Tls> tls, Optional<SecretReference> token) {

    /**
     * @param certificate PEM file with the certificate and those that vouch for it
     * @param key PEM file with its key, PKCS-8 and not encrypted
     */
    public record Tls(Path certificate, Path key) {}

    /**
     * Reads {@code HOST:PORT}, {@code [IPV6]:PORT}, {@code :PORT} or {@code PORT}; without a host it is loopback.
     *
     * @throws CulvertException {@link ErrorCode#USAGE}
     */
    public static HttpOptions parse(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? "" : address.substring(0, colon);
        String port = address.substring(colon + 1);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            throw wrong(address, "An IPv6 address stands in brackets.");
        }
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw wrong(address, "The part after the last colon is not a port.");
        }
        return new HttpOptions(
                host.isEmpty() ? "127.0.0.1" : host, Integer.parseInt(port), Optional.empty(), Optional.empty());
    }

    /**
     * As a command line gives them.
     *
     * @param certificate and {@code key}: both or neither
     * @param token {@code env:NAME} or {@code file:PATH}
     * @throws CulvertException {@link ErrorCode#USAGE}, or {@link ErrorCode#HTTP_INSECURE} as {@link StatusServer#start} would
     */
    public static HttpOptions of(
            String address, Optional<Path> certificate, Optional<Path> key, Optional<String> token) {
        HttpOptions options = parse(address);
        if (certificate.isPresent() != key.isPresent()) {
            throw new CulvertException(
                    ErrorCode.USAGE,
                    "HTTP address " + options.address(),
                    certificate.isPresent() ? "The certificate has no key." : "The key has no certificate.",
                    Changed.NOTHING,
                    "Give both, or neither.");
        }
        if (certificate.isPresent()) {
            options = options.tls(certificate.get(), key.orElseThrow());
        }
        if (token.isPresent()) {
            options = options.token(reference(token.get()));
        }
        options.check();
        return options;
    }

    private static SecretReference reference(String text) {
        if (text.startsWith("env:") && text.length() > 4) {
            return new SecretReference.Environment(text.substring(4));
        }
        if (text.startsWith("file:") && text.length() > 5) {
            return new SecretReference.File(Path.of(text.substring(5)));
        }
        // I12: what stands there may be the token itself
        throw new CulvertException(
                ErrorCode.USAGE,
                "HTTP token",
                "It is not a reference to a secret.",
                Changed.NOTHING,
                "Give env:NAME or file:PATH; a token on the command line could be read by everybody on the machine.");
    }

    private static CulvertException wrong(String address, String fact) {
        return new CulvertException(
                ErrorCode.USAGE,
                "HTTP address \"" + address + "\"",
                fact,
                Changed.NOTHING,
                "Give HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080.");
    }

    public HttpOptions tls(Path certificate, Path key) {
        return new HttpOptions(host, port, Optional.of(new Tls(certificate, key)), token);
    }

    public HttpOptions token(SecretReference reference) {
        return new HttpOptions(host, port, tls, Optional.of(reference));
    }

    /** Whether only this machine can reach it. */
    boolean loopback() {
        return resolve().isLoopbackAddress();
    }

    /** For people: {@code host:port}. */
    String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** @throws CulvertException {@link ErrorCode#HTTP_INSECURE} beyond loopback without both TLS and a token */
    void check() {
        if (loopback() || tls.isPresent() && token.isPresent()) {
            return;
        }
        String missing = tls.isPresent() ? "a token is" : token.isPresent() ? "TLS is" : "TLS and a token are";
        throw new CulvertException(
                ErrorCode.HTTP_INSECURE,
                "HTTP address " + address(),
                "It can be reached from other machines, and " + missing + " missing.",
                Changed.NOTHING,
                "Listen on this machine only (127.0.0.1:" + port + "), or give a certificate, its key and a token.");
    }

    private InetAddress resolve() {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new CulvertException(
                    ErrorCode.HTTP_BIND,
                    "HTTP address " + address(),
                    "The name is not known here.",
                    Changed.NOTHING,
                    "Give an address of this machine, such as 127.0.0.1:" + port + ".",
                    e);
        }
    }
}
