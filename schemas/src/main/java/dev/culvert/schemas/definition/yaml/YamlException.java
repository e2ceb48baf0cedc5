package dev.culvert.schemas.definition.yaml;

import dev.culvert.schemas.error.ErrorCode;
import java.util.Objects;

/** A text that cannot be taken as a document, and where. Its message quotes nothing of the text (I12). */
public final class YamlException extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final transient Location at;

    YamlException(ErrorCode code, Location at, String message) {
        super(message);
        this.code = Objects.requireNonNull(code);
        this.at = Objects.requireNonNull(at);
    }

    /** {@link ErrorCode#DEF_SYNTAX}, {@link ErrorCode#DEF_LIMIT} or {@link ErrorCode#DEF_TYPE}. */
    public ErrorCode code() {
        return code;
    }

    public Location at() {
        return at;
    }
}
