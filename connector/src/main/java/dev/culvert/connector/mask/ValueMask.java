package dev.culvert.connector.mask;

/** Makes what is seen out of a value's text. The same text always gives the same. For one thread. */
@FunctionalInterface
interface ValueMask {
    String apply(String text);
}
