package dev.culvert.schemas.definition.annotation;

import java.util.Optional;

/** A key that a map of the definition may have; implemented by enumerations, see {@link Keys}. */
public interface MapKey {

    /** As it is written. */
    String key();

    /** What it does, in one sentence. */
    String doc();

    /** A regular expression that the value matches. */
    String pattern();

    /** Ends the sentence {@code It must be ...}. */
    String says();

    /** What holds where the key is not given; empty leaves it to the client library. */
    Optional<String> defaultValue();
}
