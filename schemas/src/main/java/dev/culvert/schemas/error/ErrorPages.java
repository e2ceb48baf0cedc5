package dev.culvert.schemas.error;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The pages that explain errors, in Markdown. Thread-safe. */
public final class ErrorPages {
    private static final String DIRECTORY = "/dev/culvert/schemas/error/pages/";

    private ErrorPages() {}

    /** Where the page lies on the class path. */
    static String resource(ErrorCode code) {
        return DIRECTORY + code.code() + ".md";
    }

    /** What a code means, why Culvert stops, how to find out more, and how to mend it. */
    public static String page(ErrorCode code) {
        try (InputStream in = ErrorPages.class.getResourceAsStream(resource(code))) {
            if (in == null) {
                throw new IllegalStateException(code.code() + " has no page");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
