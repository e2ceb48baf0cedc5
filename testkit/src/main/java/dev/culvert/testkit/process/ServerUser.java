package dev.culvert.testkit.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whom a child process runs as. */
public enum ServerUser {
    /** The user of this JVM. */
    SAME,
    /** As {@link #SAME}, but nobody (65534) when this JVM is root's: PostgreSQL and PgBouncer refuse root. */
    UNPRIVILEGED;

    private static final int NOBODY = 65534;

    private boolean drops() {
        return this == UNPRIVILEGED && isRoot();
    }

    public static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            throw new TestkitException("who this JVM runs as cannot be told", e);
        }
    }

    /** {@code command} as this user. {@code setpriv} replaces itself, so the pid stays the one that was started. */
    List<String> prefixed(List<String> command) {
        List<String> all = new ArrayList<>();
        if (drops()) {
            all.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        all.addAll(command);
        return all;
    }

    /** Gives an existing file or directory (not what is in it) to this user. */
    public void own(Path path) throws IOException {
        if (drops()) {
            Files.setAttribute(path, "unix:uid", NOBODY);
            Files.setAttribute(path, "unix:gid", NOBODY);
        }
    }
}
