package dev.culvert.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.StandardSocketOptions;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

class KeepAliveSocketFactoryTest {

    @Test
    void aHostThatIsGoneIsNoticedWithinAMinute() throws Exception {
        try (Socket socket = new KeepAliveSocketFactory().createSocket()) {
            assertThat(socket.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            int seconds = socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)
                    + socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)
                            * socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT);
            assertThat(seconds).isLessThanOrEqualTo(60);
        }
    }
}
