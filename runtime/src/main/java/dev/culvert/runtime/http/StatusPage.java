package dev.culvert.runtime.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page for people: one resource with its style and script in it, which asks {@code /api/v1/status} again and again. It holds
 * nothing of the pipeline itself, so that anybody may have it.
 *
 * @param html the page
 * @param policy its content security policy: its own style and script by their hashes, and nothing else
 */
record StatusPage(String html, String policy) {
    private static final String RESOURCE = "status.html";

    static StatusPage load() {
        try (InputStream in = StatusPage.class.getResourceAsStream(RESOURCE)) {
            String html = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new StatusPage(
                    html,
                    "default-src 'none'; style-src " + hash(html, "style") + "; script-src " + hash(html, "script")
                            + "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
                            + " frame-ancestors 'none'");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String html, String element) {
        Matcher content = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(html);
        if (!content.find()) {
            throw new IllegalStateException(RESOURCE + " has no " + element);
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(content.group(1).getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
