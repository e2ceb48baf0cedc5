package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.finding.Check;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every check of a pipeline's PostgreSQL side, in the order in which they are best read: who answers, what the server is set to,
 * what is there, what the role may do. They share a session, which {@link #close} ends. For one thread at a time.
 */
public final class PostgresChecks implements AutoCloseable {
    private final CheckContext context;
    private final List<Check> checks;

    private PostgresChecks(CheckContext context) {
        this.context = context;
        this.checks = List.of(
                new ConnectionCheck(context),
                new PoolerCheck(context),
                new PrimaryCheck(context),
                new VersionCheck(context),
                new MinorVersionCheck(context),
                new WalLevelCheck(context),
                new ReplicationLoginCheck(context),
                new OutputPluginCheck(context),
                new FreeSlotsCheck(context),
                new FreeWalSendersCheck(context),
                new WalSenderTimeoutCheck(context),
                new WalProtectionCheck(context),
                new IdleSlotTimeoutCheck(context),
                new SlotCheck(context),
                new FailoverSlotCheck(context),
                new InactiveSlotsCheck(context),
                new OpenTransactionsCheck(context),
                new TablesCheck(context),
                new PublicationCheck(context),
                new PrivilegesCheck(context),
                new ExcessPrivilegesCheck(context));
    }

    /** Opens nothing yet: the first check does. */
    public static PostgresChecks of(Sessions sessions, SourceDefinition source) {
        return new PostgresChecks(new CheckContext(sessions, source));
    }

    /**
     * What the server's settings have against the slot of a pipeline. It would show when the slot is made; by then there would be
     * a publication and topics.
     *
     * @param session open, and left so
     * @return errors only
     */
    public static List<Finding> againstSlot(Sessions sessions, Session session, SourceDefinition source) {
        CheckContext context = new CheckContext(sessions, source, session);
        return Stream.of(new WalLevelCheck(context), new FreeSlotsCheck(context))
                .flatMap(check -> check.run().stream())
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
    }

    public List<Check> checks() {
        return checks;
    }

    @Override
    public void close() {
        context.close();
    }
}
