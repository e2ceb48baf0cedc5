package dev.culvert.postgres.connection;

import java.util.Locale;

/**
 * One host of an address.
 *
 * @param host a name or IP address, IPv6 without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {

    public static final int DEFAULT_PORT = 5432;

    /** Whether the host can be nothing but this machine, told without asking a name server. */
    public boolean isLoopback() {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.equals("::1") || name.matches("127(\\.\\d{1,3}){3}");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
