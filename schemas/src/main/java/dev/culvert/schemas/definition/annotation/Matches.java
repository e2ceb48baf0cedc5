package dev.culvert.schemas.definition.annotation;

import dev.culvert.schemas.error.ErrorCode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The shape of a text. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface Matches {
    /** A regular expression that the whole text matches; in the common subset of Java and ECMA 262. */
    String value();

    /** Ends the sentence {@code It must be ...}. */
    String says();

    /** What a text of another shape is reported as. */
    ErrorCode code() default ErrorCode.DEF_VALUE;
}
