package dev.culvert.cli.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import dev.culvert.runtime.group.PipelineScope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One line per event, which names the pipeline whose thread it is, and a stack trace without messages. Of a library's event only the constant text is written, with
 * {@code {}} where the values would stand: Debezium and Kafka put rows and configurations there (I12).
 */
public final class RowFreeLayout extends LayoutBase<ILoggingEvent> {
    private static final String OWN = "dev.culvert.";

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder();
        line.append(Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(event.getLevel())
                .append(' ')
                .append(event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1))
                .append(" [")
                .append(event.getThreadName())
                .append("] ")
                .append(PipelineScope.current().map(name -> name + ": ").orElse(""))
                .append(message(event))
                .append('\n');
        if (event.getThrowableProxy() instanceof ThrowableProxy thrown) {
            StackTraces.lines(thrown.getThrowable())
                    .forEach(frame -> line.append(frame).append('\n'));
        }
        return line.toString();
    }

    private static String message(ILoggingEvent event) {
        return event.getLoggerName().startsWith(OWN) ? event.getFormattedMessage() : event.getMessage();
    }
}
