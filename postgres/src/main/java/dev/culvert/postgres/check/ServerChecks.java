package dev.culvert.postgres.check;

import dev.culvert.schemas.finding.Check;
import java.util.List;

/** Checks of a server that hold for whatever replicates from it or to it. */
public final class ServerChecks {
    private ServerChecks() {}

    /** Who answers. */
    public static List<Check> of(ServerContext context) {
        return List.of(
                new ConnectionCheck(context),
                new PoolerCheck(context),
                new PrimaryCheck(context),
                new VersionCheck(context),
                new MinorVersionCheck(context));
    }

    /** Whether the WAL can be read from it, and is kept for who reads it. */
    public static List<Check> ofPublisher(ServerContext context) {
        return List.of(
                new WalLevelCheck(context),
                new ReplicationLoginCheck(context),
                new OutputPluginCheck(context),
                new FreeWalSendersCheck(context),
                new WalSenderTimeoutCheck(context),
                new IdleSlotTimeoutCheck(context),
                new InactiveSlotsCheck(context),
                new OpenTransactionsCheck(context));
    }
}
