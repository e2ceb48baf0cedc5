package dev.culvert.schemas.error;

/** Whether anything was changed before an error. */
public enum Changed {
    NOTHING("Nothing was changed."),
    /** What is durable stays so, and the position is at it. */
    POSITION_KEPT("Everything up to the last durable position is in Kafka; nothing after it was confirmed."),
    PARTLY("Some steps were done; the command can be repeated."),
    UNKNOWN("It is not known whether the last step took effect.");

    private final String sentence;

    Changed(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
