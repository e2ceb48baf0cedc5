package dev.culvert.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import org.slf4j.LoggerFactory;

/** Configures logging in code, so that no file on the class path or elsewhere can make it say more (I12). */
public final class Logs {
    private static final String[] LIBRARIES = {
        "io.debezium", "org.apache.kafka", "org.apache.avro", "org.apache.flink", "org.postgresql"
    };

    private Logs() {}

    /** @param verbosity 0: warnings; 1: what Culvert does; 2 and more: details of it, and what libraries do */
    public static void configure(int verbosity) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(stderr(context));
        root.setLevel(verbosity >= 2 ? Level.INFO : Level.WARN);
        context.getLogger("dev.culvert")
                .setLevel(verbosity == 0 ? Level.WARN : verbosity == 1 ? Level.INFO : Level.DEBUG);
        for (String library : LIBRARIES) { // below INFO they print rows, whatever is asked for
            // and what they complain of comes as an error of ours, if it is one: a topic that is not there yet is none
            context.getLogger(library).setLevel(verbosity >= 2 ? Level.INFO : Level.OFF);
        }
    }

    private static ConsoleAppender<ILoggingEvent> stderr(LoggerContext context) {
        RowFreeLayout layout = new RowFreeLayout();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
