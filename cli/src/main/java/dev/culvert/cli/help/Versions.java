package dev.culvert.cli.help;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Versions, written into a resource by the build. */
public final class Versions {
    private static final Properties BUILD = load();

    private Versions() {}

    public static String culvert() {
        return BUILD.getProperty("culvert");
    }

    static Map<String, String> libraries() {
        Map<String, String> libraries = new TreeMap<>();
        BUILD.stringPropertyNames().stream()
                .filter(name -> !name.equals("culvert"))
                .forEach(name -> libraries.put(name, BUILD.getProperty(name)));
        return libraries;
    }

    private static Properties load() {
        Properties properties = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("/dev/culvert/cli/help/versions.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
