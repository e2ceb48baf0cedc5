package dev.culvert.testkit.process;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/** Says what it was given, and, told to wait, ends by a signal. */
final class Talker {
    private Talker() {}

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = System.out;
        out.println("variable " + System.getenv("TALKER"));
        out.println("property " + System.getProperty("talker"));
        System.err.println("first argument " + arguments[0]);
        if (arguments[0].equals("wait")) {
            new CountDownLatch(1).await();
        }
        System.exit(7);
    }
}
