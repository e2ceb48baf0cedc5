package dev.culvert.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.testkit.process.JavaProcess;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DeveloperStackIT {
    private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

    @Test
    void printsAddressesThatAnswerUntilItIsTerminated() throws IOException {
        try (JavaProcess stack = JavaProcess.of(DeveloperStack.class).start("17")) {
            stack.out().waitFor(line -> line.startsWith("Ctrl-C"), Duration.ofMinutes(2));
            assertThat(stack.out().text()).contains("PostgreSQL 17", "Kafka", "Registry");
            int[] ports = ADDRESS.matcher(stack.out().text())
                    .results()
                    .map(MatchResult::group)
                    .mapToInt(address -> Integer.parseInt(address.split(":")[1]))
                    .toArray();
            assertThat(ports).hasSize(3);
            for (int port : ports) {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                    assertThat(socket.isConnected()).isTrue();
                }
            }
            stack.signal("TERM");
            assertThat(stack.exitCode(Duration.ofSeconds(30))).isEqualTo(143);
        }
    }
}
