package dev.culvert.schemas.error;

import java.util.Optional;

/**
 * The registry of error codes. A code is for ever: its meaning does not change and it is not used again. Each has a page in
 * {@code dev/culvert/schemas/error/pages/<code>.md}, which {@code culvert explain} prints; a test fails if one has none.
 */
public enum ErrorCode {

    // the definition and the command line
    USAGE("CV-USAGE", Category.USAGE, Recovery.STOP, "the command line is wrong"),
    CONFIRMATION_REQUIRED(
            "CV-CONFIRMATION-REQUIRED",
            Category.USAGE,
            Recovery.STOP,
            "a command that changes something was neither confirmed nor given --yes"),
    FILE_NOT_FOUND("CV-FILE-NOT-FOUND", Category.USAGE, Recovery.STOP, "a file is not there or cannot be read"),
    FILE_EXISTS("CV-FILE-EXISTS", Category.USAGE, Recovery.STOP, "a file is there already and is never overwritten"),
    NOT_FOUND("CV-NOT-FOUND", Category.USAGE, Recovery.STOP, "what was to be shown is not there"),
    DEF_SYNTAX("CV-DEF-SYNTAX", Category.USAGE, Recovery.STOP, "the definition is not YAML"),
    DEF_LIMIT(
            "CV-DEF-LIMIT",
            Category.USAGE,
            Recovery.STOP,
            "the definition is larger, deeper or has more aliases than any definition needs"),
    DEF_INVALID(
            "CV-DEF-INVALID", Category.USAGE, Recovery.STOP, "the definition has problems, all of which are listed"),
    DEF_KIND(
            "CV-DEF-KIND",
            Category.USAGE,
            Recovery.STOP,
            "apiVersion or kind is not one that this Culvert knows, or not one that the command takes"),
    DEF_UNKNOWN_KEY("CV-DEF-UNKNOWN-KEY", Category.USAGE, Recovery.STOP, "a key that no definition has"),
    DEF_DUPLICATE_KEY("CV-DEF-DUPLICATE-KEY", Category.USAGE, Recovery.STOP, "a key is given twice"),
    DEF_MISSING_KEY("CV-DEF-MISSING-KEY", Category.USAGE, Recovery.STOP, "a key that has no default is missing"),
    DEF_TYPE("CV-DEF-TYPE", Category.USAGE, Recovery.STOP, "a value is of another type"),
    DEF_VALUE("CV-DEF-VALUE", Category.USAGE, Recovery.STOP, "a value is outside what its key allows"),
    DEF_NAME(
            "CV-DEF-NAME",
            Category.USAGE,
            Recovery.STOP,
            "a slot, publication or pipeline name that PostgreSQL or Debezium would not take as it stands"),
    DEF_CONFLICT(
            "CV-DEF-CONFLICT", Category.USAGE, Recovery.STOP, "two entries of the definition contradict each other"),
    PIPELINES_COLLIDE(
            "CV-PIPELINES-COLLIDE",
            Category.USAGE,
            Recovery.STOP,
            "two pipelines of one process would share a name, a slot, a publication or a topic"),
    DEF_SECRET_INLINE(
            "CV-DEF-SECRET-INLINE",
            Category.USAGE,
            Recovery.STOP,
            "a secret stands in the definition; only references are taken"),
    SECRET_MISSING(
            "CV-SECRET-MISSING",
            Category.USAGE,
            Recovery.STOP,
            "the environment variable or file of a secret reference is not there"),

    // PostgreSQL, the server
    PG_UNREACHABLE("CV-PG-UNREACHABLE", Category.ENVIRONMENT, Recovery.RETRY, "no connection to the server"),
    PG_CONNECTION_LOST(
            "CV-PG-CONNECTION-LOST", Category.ENVIRONMENT, Recovery.RETRY, "the connection to the server broke"),
    PG_AUTH("CV-PG-AUTH", Category.ENVIRONMENT, Recovery.STOP, "the server refused the login"),
    PG_TLS("CV-PG-TLS", Category.ENVIRONMENT, Recovery.STOP, "TLS with the server could not be agreed"),
    PG_NO_DATABASE("CV-PG-NO-DATABASE", Category.ENVIRONMENT, Recovery.STOP, "the database does not exist"),
    PG_PRIVILEGE("CV-PG-PRIVILEGE", Category.ENVIRONMENT, Recovery.STOP, "a privilege is missing"),
    PG_PRIVILEGE_EXCESS(
            "CV-PG-PRIVILEGE-EXCESS", Category.ENVIRONMENT, Recovery.STOP, "the role may do more than Culvert needs"),
    PG_VERSION("CV-PG-VERSION", Category.ENVIRONMENT, Recovery.STOP, "the server's version is not supported"),
    PG_MINOR(
            "CV-PG-MINOR",
            Category.ENVIRONMENT,
            Recovery.STOP,
            "the server's minor version has known defects that lose data or let others in"),
    PG_NOT_PRIMARY("CV-PG-NOT-PRIMARY", Category.ENVIRONMENT, Recovery.STOP, "the address leads to a standby"),
    PG_SERVER_CHANGED(
            "CV-PG-SERVER-CHANGED",
            Category.ENVIRONMENT,
            Recovery.RETRY,
            "another server answers at the address than the one that the run began with"),
    PG_TWO_PRIMARIES(
            "CV-PG-TWO-PRIMARIES",
            Category.REFUSED,
            Recovery.STOP,
            "several hosts of the address are primaries of the same system"),
    PG_POOLER("CV-PG-POOLER", Category.ENVIRONMENT, Recovery.STOP, "the address leads to a connection pooler"),
    PG_WAL_LEVEL("CV-PG-WAL-LEVEL", Category.ENVIRONMENT, Recovery.STOP, "wal_level is not logical"),
    PG_REPLICATION_LOGIN(
            "CV-PG-REPLICATION-LOGIN", Category.ENVIRONMENT, Recovery.STOP, "a replication connection is refused"),
    PG_NO_FREE_SLOT("CV-PG-NO-FREE-SLOT", Category.ENVIRONMENT, Recovery.STOP, "max_replication_slots is used up"),
    PG_NO_FREE_WALSENDER("CV-PG-NO-FREE-WALSENDER", Category.ENVIRONMENT, Recovery.STOP, "max_wal_senders is used up"),
    PG_OUTPUT_PLUGIN(
            "CV-PG-OUTPUT-PLUGIN",
            Category.ENVIRONMENT,
            Recovery.STOP,
            "output_plugin_libraries does not allow pgoutput"),
    PG_SETTING(
            "CV-PG-SETTING", Category.ENVIRONMENT, Recovery.STOP, "a setting of the server does not suit a pipeline"),
    PG_OPEN_TRANSACTION(
            "CV-PG-OPEN-TRANSACTION",
            Category.ENVIRONMENT,
            Recovery.STOP,
            "a transaction is open for long, and a slot cannot be made before it ends"),
    PG_SQL("CV-PG-SQL", Category.RUNTIME, Recovery.STOP, "the server refused a statement"),
    PG_DISK_FULL("CV-PG-DISK-FULL", Category.ENVIRONMENT, Recovery.STOP, "a server's disk has no room"),
    WAL_UNPROTECTED(
            "CV-WAL-UNPROTECTED", Category.ENVIRONMENT, Recovery.STOP, "nothing bounds the WAL that a slot retains"),
    WAL_RETAINED("CV-WAL-RETAINED", Category.RUNTIME, Recovery.STOP, "the slot retains much of the WAL that it may"),
    LAG("CV-LAG", Category.RUNTIME, Recovery.STOP, "the pipeline is behind"),
    CHECK_UNKNOWN(
            "CV-CHECK-UNKNOWN", Category.ENVIRONMENT, Recovery.STOP, "a check could not be made, which is not a pass"),

    // tables
    TABLE_MISSING("CV-TABLE-MISSING", Category.USAGE, Recovery.STOP, "a table of the definition does not exist"),
    TABLE_NO_MATCH("CV-TABLE-NO-MATCH", Category.USAGE, Recovery.STOP, "a pattern of the definition matches no table"),
    TABLE_KIND(
            "CV-TABLE-KIND",
            Category.REFUSED,
            Recovery.STOP,
            "something that is not a permanent table cannot be captured"),
    TABLE_NO_IDENTITY(
            "CV-TABLE-NO-IDENTITY", Category.REFUSED, Recovery.STOP, "a table has no usable replica identity"),
    TABLE_RLS("CV-TABLE-RLS", Category.REFUSED, Recovery.STOP, "row level security would hide rows from the snapshot"),
    COLUMN_MISSING("CV-COLUMN-MISSING", Category.USAGE, Recovery.STOP, "a column of the definition does not exist"),
    COLUMN_LIST_BREAKS_UPDATES(
            "CV-COLUMN-LIST-BREAKS-UPDATES",
            Category.REFUSED,
            Recovery.STOP,
            "the column list would make PostgreSQL reject updates of the table"),
    FILTER_BREAKS_UPDATES(
            "CV-FILTER-BREAKS-UPDATES",
            Category.REFUSED,
            Recovery.STOP,
            "the row filter would make PostgreSQL reject updates of the table"),
    FILTER_INVALID(
            "CV-FILTER-INVALID", Category.USAGE, Recovery.STOP, "the row filter is not one that PostgreSQL takes"),
    PUSHDOWN_UNSUPPORTED(
            "CV-PUSHDOWN-UNSUPPORTED",
            Category.REFUSED,
            Recovery.STOP,
            "the server is too old for column lists and row filters"),
    COLUMN_NOT_PUBLISHED(
            "CV-COLUMN-NOT-PUBLISHED", Category.ENVIRONMENT, Recovery.STOP, "a column is never in the stream"),
    TYPE_UNSUPPORTED(
            "CV-TYPE-UNSUPPORTED", Category.REFUSED, Recovery.STOP, "the engine cannot deliver a column's type"),
    MASK_UNSUPPORTED("CV-MASK-UNSUPPORTED", Category.REFUSED, Recovery.STOP, "a column cannot be masked in this way"),
    MASK_RENAMED(
            "CV-MASK-RENAMED",
            Category.REFUSED,
            Recovery.STOP,
            "a masked column has another name, which no mask means"),
    OUTBOX_ROUTE(
            "CV-OUTBOX-ROUTE",
            Category.RUNTIME,
            Recovery.STOP,
            "an event of an outbox is for an aggregate type that the definition does not list"),
    OUTBOX_CHANGED(
            "CV-OUTBOX-CHANGED",
            Category.RUNTIME,
            Recovery.STOP,
            "an event of an outbox was changed after it was sent"),
    MASK_SALT("CV-MASK-SALT", Category.USAGE, Recovery.STOP, "the salt of a mask is too short to hide anything"),

    // publication and slot
    PUBLICATION_MISSING("CV-PUBLICATION-MISSING", Category.REFUSED, Recovery.STOP, "the publication does not exist"),
    PUBLICATION_DIFFERS(
            "CV-PUBLICATION-DIFFERS",
            Category.REFUSED,
            Recovery.STOP,
            "the publication is not what the definition says"),
    PUBLICATION_CHANGED(
            "CV-PUBLICATION-CHANGED",
            Category.REFUSED,
            Recovery.STOP,
            "the publication was changed behind the pipeline's back"),
    SLOT_MISSING(
            "CV-SLOT-MISSING",
            Category.REFUSED,
            Recovery.STOP,
            "the replication slot does not exist, though the pipeline has a position in it"),
    SLOT_EXISTS(
            "CV-SLOT-EXISTS",
            Category.REFUSED,
            Recovery.STOP,
            "a replication slot of this name is there and is not known to be this pipeline's"),
    SLOT_FOREIGN(
            "CV-SLOT-FOREIGN",
            Category.REFUSED,
            Recovery.STOP,
            "the replication slot is not one of pgoutput in this database"),
    SLOT_IN_USE("CV-SLOT-IN-USE", Category.REFUSED, Recovery.STOP, "somebody else is reading the replication slot"),
    SLOT_LOST("CV-SLOT-LOST", Category.REFUSED, Recovery.STOP, "the server removed WAL that the slot needs"),
    SLOT_AHEAD(
            "CV-SLOT-AHEAD",
            Category.REFUSED,
            Recovery.STOP,
            "the slot is ahead of the stored position: there is a gap"),
    WAL_UNDECODABLE(
            "CV-WAL-UNDECODABLE", Category.REFUSED, Recovery.STOP, "the server cannot decode its own WAL for the slot"),
    SLOT_INACTIVE("CV-SLOT-INACTIVE", Category.REFUSED, Recovery.STOP, "a slot that nobody reads retains WAL"),

    // a connector that is taken over
    ADOPT_GAP(
            "CV-ADOPT-GAP",
            Category.REFUSED,
            Recovery.STOP,
            "changes may be missing from the topics of the connector that is to be taken over"),
    ADOPT_REPEATS(
            "CV-ADOPT-REPEATS",
            Category.REFUSED,
            Recovery.STOP,
            "the topics of the connector that is to be taken over have transactions with holes"),
    ADOPT_STARTED("CV-ADOPT-STARTED", Category.REFUSED, Recovery.STOP, "the pipeline has a position already"),
    ADOPT_UNREADABLE(
            "CV-ADOPT-UNREADABLE",
            Category.USAGE,
            Recovery.STOP,
            "the offsets or the topics of the connector cannot be read"),

    // the position
    OFFSET_LOST("CV-OFFSET-LOST", Category.REFUSED, Recovery.STOP, "the slot is there and the offset record is not"),
    OFFSET_UNREADABLE("CV-OFFSET-UNREADABLE", Category.REFUSED, Recovery.STOP, "the offset record cannot be read"),
    OFFSET_UNSTABLE(
            "CV-OFFSET-UNSTABLE",
            Category.REFUSED,
            Recovery.STOP,
            "somebody has a transaction open on the offset topic"),
    POSITION_OTHER_SERVER(
            "CV-POSITION-OTHER-SERVER",
            Category.REFUSED,
            Recovery.STOP,
            "the position belongs to another server or database"),
    POSITION_TIMELINE(
            "CV-POSITION-TIMELINE",
            Category.REFUSED,
            Recovery.STOP,
            "the position lies beyond a point where the server's history branched"),
    POSITION_OTHER_WAL(
            "CV-POSITION-OTHER-WAL",
            Category.REFUSED,
            Recovery.STOP,
            "the server's WAL has something else at the position than what was captured"),
    POSITION_AHEAD("CV-POSITION-AHEAD", Category.REFUSED, Recovery.STOP, "the position says more than the server has"),
    POSITION_OTHER_KAFKA(
            "CV-POSITION-OTHER-KAFKA",
            Category.REFUSED,
            Recovery.STOP,
            "the position belongs to another Kafka cluster"),
    POSITION_TABLES(
            "CV-POSITION-TABLES",
            Category.REFUSED,
            Recovery.STOP,
            "the captured tables are not those that the position is valid for"),
    KEY_CHANGED("CV-KEY-CHANGED", Category.REFUSED, Recovery.STOP, "the key of a table changed"),
    SHAPE_CHANGED(
            "CV-SHAPE-CHANGED", Category.REFUSED, Recovery.STOP, "the shape of a table changed under the pipeline"),
    REPLAY_DIFFERS(
            "CV-REPLAY-DIFFERS",
            Category.REFUSED,
            Recovery.STOP,
            "a transaction that was written in part came again with other changes"),

    // the stream
    VALUE_UNDECODABLE(
            "CV-VALUE-UNDECODABLE",
            Category.RUNTIME,
            Recovery.STOP,
            "a value cannot be brought into the record without loss"),
    STREAM_BROKEN(
            "CV-STREAM-BROKEN", Category.RUNTIME, Recovery.RETRY, "the engine stopped in the middle of the stream"),
    STREAM_PROTOCOL(
            "CV-STREAM-PROTOCOL", Category.RUNTIME, Recovery.STOP, "the engine delivered what the contract forbids"),
    SNAPSHOT_FAILED("CV-SNAPSHOT-FAILED", Category.RUNTIME, Recovery.RETRY, "the copy of a table failed"),
    TRUNCATE_COMPACTED(
            "CV-TRUNCATE-COMPACTED",
            Category.REFUSED,
            Recovery.STOP,
            "a TRUNCATE cannot be expressed in a compacted topic"),

    // Kafka
    KAFKA_UNREACHABLE("CV-KAFKA-UNREACHABLE", Category.ENVIRONMENT, Recovery.RETRY, "no connection to Kafka"),
    KAFKA_AUTH("CV-KAFKA-AUTH", Category.ENVIRONMENT, Recovery.STOP, "Kafka refused the login"),
    KAFKA_ACL("CV-KAFKA-ACL", Category.ENVIRONMENT, Recovery.STOP, "Kafka refused an operation"),
    KAFKA_NO_TRANSACTIONS(
            "CV-KAFKA-NO-TRANSACTIONS",
            Category.ENVIRONMENT,
            Recovery.STOP,
            "the brokers cannot do transactions well enough"),
    KAFKA_SEND("CV-KAFKA-SEND", Category.RUNTIME, Recovery.RETRY, "Kafka did not take the records"),
    KAFKA_FENCED(
            "CV-KAFKA-FENCED", Category.REFUSED, Recovery.STOP, "another instance of this pipeline has taken over"),
    KAFKA_COMMIT_UNKNOWN(
            "CV-KAFKA-COMMIT-UNKNOWN", Category.UNKNOWN, Recovery.RETRY, "the outcome of a Kafka commit is not known"),
    TOPIC_MISSING("CV-TOPIC-MISSING", Category.REFUSED, Recovery.STOP, "a topic does not exist"),
    TOPIC_DIFFERS("CV-TOPIC-DIFFERS", Category.REFUSED, Recovery.STOP, "a topic is not what the definition says"),
    TOPIC_RECREATED(
            "CV-TOPIC-RECREATED",
            Category.REFUSED,
            Recovery.STOP,
            "a topic was deleted and made again, or its partitions were changed"),
    TOPIC_COLLISION("CV-TOPIC-COLLISION", Category.USAGE, Recovery.STOP, "two tables would share a topic"),
    RECORD_TOO_LARGE("CV-RECORD-TOO-LARGE", Category.RUNTIME, Recovery.STOP, "a record is larger than the topic takes"),

    DEAD_LETTER("CV-DEAD-LETTER", Category.RUNTIME, Recovery.STOP, "changes are in the dead-letter topic"),

    // the registry
    REGISTRY_UNREACHABLE(
            "CV-REGISTRY-UNREACHABLE", Category.ENVIRONMENT, Recovery.RETRY, "no answer from the schema registry"),
    REGISTRY_AUTH("CV-REGISTRY-AUTH", Category.ENVIRONMENT, Recovery.STOP, "the schema registry refused the login"),
    REGISTRY_INCOMPATIBLE(
            "CV-REGISTRY-INCOMPATIBLE", Category.REFUSED, Recovery.STOP, "the schema registry refused a schema"),
    REGISTRY_READ_ONLY(
            "CV-REGISTRY-READ-ONLY", Category.REFUSED, Recovery.STOP, "the schema registry takes no schemas"),
    REGISTRY_ID_CHANGED(
            "CV-REGISTRY-ID-CHANGED", Category.REFUSED, Recovery.STOP, "a schema id stands for another schema now"),

    // Culvert itself
    HTTP_BIND("CV-HTTP-BIND", Category.ENVIRONMENT, Recovery.STOP, "the HTTP address cannot be had"),
    HTTP_INSECURE(
            "CV-HTTP-INSECURE",
            Category.USAGE,
            Recovery.STOP,
            "the HTTP address is not loopback and has no TLS and token"),
    // a migration: its command, its record
    MIGRATION_BUSY("CV-MIGRATION-BUSY", Category.REFUSED, Recovery.STOP, "another Culvert works on this migration"),

    // a migration: preflight
    MIGRATION_SAME_SERVER(
            "CV-MIGRATION-SAME-SERVER", Category.REFUSED, Recovery.STOP, "source and target are one server"),
    TARGET_OLDER(
            "CV-TARGET-OLDER",
            Category.REFUSED,
            Recovery.STOP,
            "the target is of an older major version than the source"),
    MIGRATION_OTHER("CV-MIGRATION-OTHER", Category.REFUSED, Recovery.STOP, "a database is in another migration"),
    TARGET_NOT_EMPTY("CV-TARGET-NOT-EMPTY", Category.REFUSED, Recovery.STOP, "the target has tables already"),
    PG_LOCALE("CV-PG-LOCALE", Category.ENVIRONMENT, Recovery.STOP, "encoding or locale of the two databases differ"),
    PG_EXTENSION(
            "CV-PG-EXTENSION",
            Category.ENVIRONMENT,
            Recovery.STOP,
            "the target does not have an extension of the source"),
    PG_NO_ROUTE("CV-PG-NO-ROUTE", Category.ENVIRONMENT, Recovery.STOP, "one server does not reach the other"),
    PG_NO_FREE_WORKER(
            "CV-PG-NO-FREE-WORKER",
            Category.ENVIRONMENT,
            Recovery.STOP,
            "a server has no room for one more subscription"),
    PG_LOCK_ROOM(
            "CV-PG-LOCK-ROOM",
            Category.ENVIRONMENT,
            Recovery.STOP,
            "a server's lock table has no room for a lock on every table"),
    PG_PREPARED("CV-PG-PREPARED", Category.REFUSED, Recovery.STOP, "a transaction is prepared, or may be"),
    SLOT_OTHER_CONSUMER(
            "CV-SLOT-OTHER-CONSUMER", Category.REFUSED, Recovery.STOP, "somebody else reads the source's changes"),
    SUBSCRIPTION_INBOUND(
            "CV-SUBSCRIPTION-INBOUND",
            Category.REFUSED,
            Recovery.STOP,
            "a subscription of somebody else writes to the source"),
    TABLE_FULL_IDENTITY(
            "CV-TABLE-FULL-IDENTITY", Category.REFUSED, Recovery.STOP, "rows of a table are found by the whole row"),
    TABLE_NOT_REPLICATED(
            "CV-TABLE-NOT-REPLICATED", Category.REFUSED, Recovery.STOP, "changes of something are in no stream"),
    TRIGGER_FIRES(
            "CV-TRIGGER-FIRES",
            Category.REFUSED,
            Recovery.STOP,
            "a trigger fires for what is replicated, or for what Culvert does"),
    SCHEDULED_JOBS(
            "CV-SCHEDULED-JOBS",
            Category.REFUSED,
            Recovery.STOP,
            "a server runs jobs of its own, whichever side is open"),
    SEQUENCE_RANGE(
            "CV-SEQUENCE-RANGE", Category.REFUSED, Recovery.STOP, "a sequence is nearly used up or behind its rows"),
    CONSTRAINT_NOT_VALID(
            "CV-CONSTRAINT-NOT-VALID", Category.REFUSED, Recovery.STOP, "a constraint was never validated"),

    // a replication
    REPLICATION_STATE(
            "CV-REPLICATION-STATE",
            Category.REFUSED,
            Recovery.STOP,
            "the replication is in a state that does not allow this"),
    REPLICATION_CHANGED(
            "CV-REPLICATION-CHANGED",
            Category.REFUSED,
            Recovery.STOP,
            "the definition asks for other rows or columns than the running replication brings"),
    TARGET_TABLE_NOT_EMPTY(
            "CV-TARGET-TABLE-NOT-EMPTY",
            Category.REFUSED,
            Recovery.STOP,
            "a table of the target has rows, and is to be copied into"),
    TARGET_TABLE_DIFFERS(
            "CV-TARGET-TABLE-DIFFERS",
            Category.REFUSED,
            Recovery.STOP,
            "a table of the target cannot take what the source publishes of it"),
    TARGET_TABLE_TAKEN(
            "CV-TARGET-TABLE-TAKEN",
            Category.REFUSED,
            Recovery.STOP,
            "another subscription brings rows into a table of the target"),

    // a migration: schema and its tools
    DUMP_TOOL_MISSING(
            "CV-DUMP-TOOL-MISSING",
            Category.ENVIRONMENT,
            Recovery.STOP,
            "pg_dump and pg_restore are not there, or are older than the source"),
    DUMP_FAILED("CV-DUMP-FAILED", Category.ENVIRONMENT, Recovery.STOP, "the source's schema could not be written out"),
    SCHEMA_RESTORE(
            "CV-SCHEMA-RESTORE", Category.REFUSED, Recovery.STOP, "the target did not take an object of the schema"),
    SCHEMA_DIFFERS(
            "CV-SCHEMA-DIFFERS",
            Category.REFUSED,
            Recovery.STOP,
            "the source and the target have different definitions of an object"),
    LARGE_OBJECTS_CHANGED(
            "CV-LARGE-OBJECTS-CHANGED",
            Category.REFUSED,
            Recovery.STOP,
            "large objects changed after they were copied; no stream carries their changes"),

    // a migration: copy and links
    COPY_FAILED("CV-COPY-FAILED", Category.RUNTIME, Recovery.STOP, "a table of a migration could not be copied"),
    COPY_SNAPSHOT_LOST(
            "CV-COPY-SNAPSHOT-LOST",
            Category.RUNTIME,
            Recovery.STOP,
            "the snapshot that a migration's tables are copied under is gone"),
    LINK_STUCK(
            "CV-LINK-STUCK",
            Category.RUNTIME,
            Recovery.STOP,
            "a subscription of Culvert does not do what it was told in time"),

    // a migration: verify
    VERIFY_DIFFERENCES("CV-VERIFY-DIFFERENCES", Category.DIFFERENCES, Recovery.STOP, "source and target differ"),
    VERIFY_UNABLE("CV-VERIFY-UNABLE", Category.RUNTIME, Recovery.RETRY, "a table could not be compared"),

    // a migration: traffic
    POOLER_UNREACHABLE("CV-POOLER-UNREACHABLE", Category.ENVIRONMENT, Recovery.RETRY, "a pooler does not answer"),
    POOLER_AUTH(
            "CV-POOLER-AUTH",
            Category.ENVIRONMENT,
            Recovery.STOP,
            "a pooler's console refused the login or the right to change it"),
    POOLER_MODE("CV-POOLER-MODE", Category.REFUSED, Recovery.STOP, "a pooler is in session mode"),
    POOLER_PAUSED("CV-POOLER-PAUSED", Category.REFUSED, Recovery.STOP, "a pooler is paused already"),
    POOLER_BYPASSED("CV-POOLER-BYPASSED", Category.REFUSED, Recovery.STOP, "clients come to a server past the poolers"),
    POOLER_ELSEWHERE(
            "CV-POOLER-ELSEWHERE",
            Category.REFUSED,
            Recovery.STOP,
            "a pooler leads to another server than the one that is meant"),
    POOLER_TIMEOUTS(
            "CV-POOLER-TIMEOUTS",
            Category.REFUSED,
            Recovery.STOP,
            "a pooler's time limits are too short for a cutover"),
    POOLER_FILE(
            "CV-POOLER-FILE",
            Category.REFUSED,
            Recovery.STOP,
            "a pooler's file cannot be rewritten, or is not the one that it reads"),
    POOLER_PAUSE("CV-POOLER-PAUSE", Category.REFUSED, Recovery.STOP, "a pooler could not be paused in time"),
    POOLER_RELOAD("CV-POOLER-RELOAD", Category.RUNTIME, Recovery.STOP, "a pooler did not take its file"),
    POOLER_RESUME("CV-POOLER-RESUME", Category.RUNTIME, Recovery.RETRY, "a pooler may still hold its clients"),
    HOOK_REFUSED("CV-HOOK-REFUSED", Category.REFUSED, Recovery.STOP, "a program of yours refused the cutover"),
    HOOK_FAILED("CV-HOOK-FAILED", Category.RUNTIME, Recovery.STOP, "a program of yours failed"),

    // a migration: cutover
    MIGRATION_STATE(
            "CV-MIGRATION-STATE",
            Category.REFUSED,
            Recovery.STOP,
            "the migration is in a state that does not allow this"),
    CUTOVER_GATE("CV-CUTOVER-GATE", Category.REFUSED, Recovery.STOP, "a gate of the cutover is closed"),
    CUTOVER_BLOCKED(
            "CV-CUTOVER-BLOCKED",
            Category.REFUSED,
            Recovery.STOP,
            "the tables of the old side could not be locked in time"),
    CUTOVER_FENCE_LOST(
            "CV-CUTOVER-FENCE-LOST",
            Category.REFUSED,
            Recovery.STOP,
            "the session that held the tables of the old side ended before the decision"),
    CUTOVER_NOT_DRAINED(
            "CV-CUTOVER-NOT-DRAINED",
            Category.REFUSED,
            Recovery.STOP,
            "it could not be proven in time that everything has arrived on the new side"),
    CUTOVER_CATALOG_CHANGED(
            "CV-CUTOVER-CATALOG-CHANGED",
            Category.REFUSED,
            Recovery.STOP,
            "a table was made, altered or dropped between the gates and the fence"),
    CUTOVER_TIME("CV-CUTOVER-TIME", Category.REFUSED, Recovery.STOP, "the write pause was longer than is allowed"),
    CUTOVER_INCOMPLETE(
            "CV-CUTOVER-INCOMPLETE",
            Category.RUNTIME,
            Recovery.STOP,
            "the old side is closed for good, and the new one is not open yet"),
    CUTOVER_UNKNOWN(
            "CV-CUTOVER-UNKNOWN", Category.UNKNOWN, Recovery.STOP, "it cannot be known whether the old side is closed"),
    CERTIFICATE_UNWRITTEN(
            "CV-CERTIFICATE-UNWRITTEN",
            Category.RUNTIME,
            Recovery.STOP,
            "the cutover is done, and its certificate could not be written"),
    WATCHDOG("CV-WATCHDOG", Category.RUNTIME, Recovery.STOP, "the watchdog of the cutover does not run"),
    ROLLBACK_NEW_TABLE(
            "CV-ROLLBACK-NEW-TABLE",
            Category.REFUSED,
            Recovery.STOP,
            "the new side has tables that the old one does not know"),

    // a sink
    SINK_NO_PIPELINE(
            "CV-SINK-NO-PIPELINE", Category.REFUSED, Recovery.STOP, "the pipeline of a sink has no position in Kafka"),
    SINK_IN_USE("CV-SINK-IN-USE", Category.REFUSED, Recovery.STOP, "another session writes to the tables of a sink"),
    SINK_GAP("CV-SINK-GAP", Category.REFUSED, Recovery.STOP, "records that a sink needs are not in their topic"),
    SINK_RECORD("CV-SINK-RECORD", Category.RUNTIME, Recovery.STOP, "a record of a topic cannot be read"),
    SINK_TABLE("CV-SINK-TABLE", Category.REFUSED, Recovery.STOP, "a table of a sink cannot take the rows"),
    SINK_FILTER(
            "CV-SINK-FILTER", Category.USAGE, Recovery.STOP, "a filter of a sink cannot tell whether a row is wanted"),
    SINK_CATALOG(
            "CV-SINK-CATALOG",
            Category.ENVIRONMENT,
            Recovery.RETRY,
            "the catalog or the files of a sink cannot be reached"),
    SINK_WAREHOUSE(
            "CV-SINK-WAREHOUSE",
            Category.REFUSED,
            Recovery.STOP,
            "the catalog or the warehouse of a sink refuses what is asked"),
    SINK_DIRECTORY(
            "CV-SINK-DIRECTORY",
            Category.REFUSED,
            Recovery.STOP,
            "the folder of a sink cannot be written, or is not as the sink left it"),
    SINK_CANCELLED(
            "CV-SINK-CANCELLED", Category.RUNTIME, Recovery.STOP, "the job of a sink was cancelled on its cluster"),
    FLINK_UNREACHABLE("CV-FLINK-UNREACHABLE", Category.ENVIRONMENT, Recovery.STOP, "no JobManager answers"),
    FLINK_VERSION("CV-FLINK-VERSION", Category.ENVIRONMENT, Recovery.STOP, "the cluster's Flink is another one"),
    WAIT_TIMEOUT("CV-WAIT-TIMEOUT", Category.RUNTIME, Recovery.STOP, "a change did not arrive in time"),

    EMBEDDED_FAILED("CV-EMBEDDED-FAILED", Category.ENVIRONMENT, Recovery.STOP, "an embedded server did not start"),
    DEMO_FAILED("CV-DEMO-FAILED", Category.RUNTIME, Recovery.STOP, "a demonstration did not end as it should"),
    STILL_RUNNING("CV-STILL-RUNNING", Category.REFUSED, Recovery.STOP, "the pipeline is running"),
    INTERNAL("CV-INTERNAL", Category.RUNTIME, Recovery.STOP, "a defect of Culvert");

    private final String code;
    private final Category category;
    private final Recovery recovery;
    private final String summary;

    ErrorCode(String code, Category category, Recovery recovery, String summary) {
        this.code = code;
        this.category = category;
        this.recovery = recovery;
        this.summary = summary;
    }

    /** The code as people see it, such as {@code CV-SLOT-LOST}. */
    public String code() {
        return code;
    }

    public Category category() {
        return category;
    }

    /** What a running pipeline does about it. */
    public Recovery recovery() {
        return recovery;
    }

    /** One line, without a full stop. */
    public String summary() {
        return summary;
    }

    /** The code that people see, in any case, if there is one. */
    public static Optional<ErrorCode> find(String code) {
        for (ErrorCode each : values()) {
            if (each.code.equalsIgnoreCase(code)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
