package dev.culvert.testkit.process;

/** A server of the testkit could not be started, reached or ended. The message holds the end of the server's log. */
public final class TestkitException extends RuntimeException {
    public TestkitException(String message) {
        super(message);
    }

    public TestkitException(String message, Throwable cause) {
        super(message, cause);
    }
}
