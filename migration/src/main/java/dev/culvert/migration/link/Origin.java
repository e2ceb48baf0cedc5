package dev.culvert.migration.link;

/** Which of the publisher's changes a link takes. */
public enum Origin {
    /** All, also those that the publisher got from a subscription of its own. */
    ANY,
    /** Only those that began on the publisher. Both sides must have 16; else it is as {@link #ANY}. */
    NONE
}
