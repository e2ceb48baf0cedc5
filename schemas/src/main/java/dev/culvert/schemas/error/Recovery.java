package dev.culvert.schemas.error;

/** What a running pipeline does about an error. */
public enum Recovery {
    /** It may pass by itself: start over from the durable position, with back-off. */
    RETRY,
    /** A person must decide: stop for good. */
    STOP
}
