package dev.culvert.runtime;

import java.util.Optional;

/** Version of this build. */
public final class Version {
    private Version() {}

    /** Such as {@code 0.1.0-SNAPSHOT}; {@code development} when run from class files. */
    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
