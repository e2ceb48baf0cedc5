package dev.culvert.schemas.definition.declaration;

import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a value may be. */
public sealed interface ValueType {

    /** Ends the sentence {@code Expected ...}. */
    String expected();

    /**
     * @param shape what it must match, if anything
     * @param sql whether it is SQL, in which a <code>${</code> means nothing
     */
    record Text(Optional<Shape> shape, boolean sql) implements ValueType {
        @Override
        public String expected() {
            return "text";
        }
    }

    /** @param says ends the sentence {@code It must be ...} */
    record Shape(Pattern pattern, String says, ErrorCode code) {}

    /** Both ends are allowed. */
    record WholeNumber(long min, long max) implements ValueType {
        @Override
        public String expected() {
            return "a whole number from " + min + " to " + max;
        }
    }

    record Flag() implements ValueType {
        @Override
        public String expected() {
            return "true or false";
        }
    }

    /** Bytes, between two bounds. */
    record Size(long minBytes, long maxBytes) implements ValueType {
        @Override
        public String expected() {
            return "a size such as 512MB or 10GB";
        }
    }

    /** A duration, between two bounds. */
    record Time(Duration min, Duration max) implements ValueType {
        @Override
        public String expected() {
            return "a duration such as 500ms, 5s or 1h";
        }
    }

    /** The values of an enumeration, by their spelling, in their order. */
    record Choice(Map<String, Enum<?>> values, Map<String, String> docs) implements ValueType {
        @Override
        public String expected() {
            return "one of " + String.join(", ", values.keySet());
        }
    }

    /** A file's path. */
    record FilePath() implements ValueType {
        @Override
        public String expected() {
            return "the path of a file";
        }
    }

    /** Where a secret is found. */
    record SecretPlace() implements ValueType {
        @Override
        public String expected() {
            return "{env: NAME} or {file: PATH}";
        }
    }

    /** One duration, one size, or both, as a list. */
    record TimeAndBytes() implements ValueType {
        @Override
        public String expected() {
            return "a list such as [5s, 10MB]";
        }
    }

    /**
     * @param repeats whether an entry may be there twice
     * @param unused a sentence why it must be empty, if it must
     */
    record ListOf(ValueType item, boolean repeats, Optional<String> unused) implements ValueType {
        @Override
        public String expected() {
            return "a list";
        }
    }

    /** Text by key. @param keys those that are known; empty: any key of a plain shape */
    record MapOf(List<KnownKey> keys) implements ValueType {
        @Override
        public String expected() {
            return "a mapping of settings";
        }
    }

    /** A key that a map may have. */
    record KnownKey(String key, String doc, Pattern pattern, String says, Optional<String> defaultValue) {}

    /** A section inside a section. */
    record Nested(Section section) implements ValueType {
        @Override
        public String expected() {
            return "a mapping";
        }
    }
}
