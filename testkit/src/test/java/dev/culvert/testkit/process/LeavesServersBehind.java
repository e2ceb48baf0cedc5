package dev.culvert.testkit.process;

import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.io.PrintStream;

/** Starts servers, tells where they are, and ends without closing them when its standard input does. */
final class LeavesServersBehind {
    private LeavesServersBehind() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        PostgresServer postgres = PostgresServer.start(18);
        KafkaServer kafka = KafkaServer.builder().start();
        if (arguments.length > 0) {
            kafka.freeze();
        }
        out.println(postgres.pid());
        out.println(kafka.pid());
        out.println(postgres.dataDir().getParent());
        while (System.in.read() >= 0) {
            // until the end of the input
        }
    }
}
