package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Bytes;
import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.definition.annotation.Range;
import dev.culvert.schemas.error.ErrorCode;

/** The replication slot. */
@Doc("The replication slot: PostgreSQL keeps the WAL that it has not confirmed.")
public record SlotDefinition(
        @Default("culvert_<pipeline>")
                @Matches(
                        value = "[a-z_][a-z0-9_]{0,62}",
                        says = "up to 63 of `a` to `z`, `0` to `9` and `_`, not beginning with a digit",
                        code = ErrorCode.DEF_NAME)
                @Doc("Its name.")
                String name,
        @Default("true")
                @Doc(
                        "Whether Culvert makes it; `false` needs one that is there, of `pgoutput`, and `snapshot.mode: never`.")
                boolean create,
        @Default("auto") @Doc("Whether standbys synchronise it (PostgreSQL 17 and later).") Failover failover,
        @Bytes
                @Range(min = 64L << 20, max = 1L << 50)
                @Default("10GB")
                @Doc(
                        "How much WAL it may hold back before there are findings, at half and in full. Only `max_slot_wal_keep_size` of the server bounds it.")
                long maxRetainedWal) {

    public enum Failover {
        @Doc("Where the server can.")
        AUTO,
        @Doc("Yes; refuse where the server cannot.")
        ON,
        @Doc("No.")
        OFF
    }
}
