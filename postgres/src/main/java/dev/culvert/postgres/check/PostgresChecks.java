package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.finding.Check;
import java.util.List;

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

    public List<Check> checks() {
        return checks;
    }

    @Override
    public void close() {
        context.close();
    }
}
