package dev.culvert.schemas.mask;

/** Makes what is seen out of a value's text, which is not null. The same text always gives the same. Thread-safe. */
@FunctionalInterface
public interface ValueMask {
    String apply(String text);
}
