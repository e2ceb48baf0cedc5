package dev.culvert.connector.replication;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.sql.SQLException;

/** What the server means when it refuses or ends a stream. */
public final class ReplicationErrors {
    private final Session session;
    private final String slot;
    private final String publication;

    /** @param session the replication session */
    public ReplicationErrors(Session session, String slot, String publication) {
        this.session = session;
        this.slot = slot;
        this.publication = publication;
    }

    /** The driver's exception as an error of ours; the server's DETAIL is never in it (I12). */
    public CulvertException translate(SQLException error) {
        CulvertException e = session.translate(error);
        String fact = e.fact();
        return switch (SqlStates.of(e)) {
            case SqlStates.OBJECT_IN_USE -> slotInUse(e.fact(), e);
            case SqlStates.UNDEFINED_OBJECT -> fact.contains("ublication") ? publicationMissing() : slotMissing();
            // the message of the first begins "requested WAL segment"
            case SqlStates.UNDEFINED_FILE -> fact.contains("WAL segment") ? slotLost(fact, e) : e;
            case SqlStates.OBJECT_NOT_IN_PREREQUISITE_STATE -> fact.contains("slot") ? slotLost(fact, e) : e;
            case "22021", "22P05" -> undecodable("A value cannot be sent in UTF-8. " + fact, e);
            case "54000" -> undecodable("A row is larger than the server can send. " + fact, e);
            default -> SqlStates.of(e).startsWith(SqlStates.INTERNAL) ? walUndecodable(fact, e) : e;
        };
    }

    private CulvertException walUndecodable(String fact, Throwable cause) {
        return new CulvertException(
                ErrorCode.WAL_UNDECODABLE,
                slotName(),
                fact,
                Changed.POSITION_KEPT,
                "Start once more. If the same comes again, culvert run FILE --resnapshot '*.*' makes the slot again and copies every"
                        + " table anew.",
                cause);
    }

    public CulvertException slotInUse(String fact, Throwable cause) {
        return new CulvertException(
                ErrorCode.SLOT_IN_USE,
                slotName(),
                fact,
                Changed.NOTHING,
                "Stop the reader; culvert run FILE --takeover ends it.",
                cause);
    }

    public CulvertException slotMissing() {
        return new CulvertException(
                ErrorCode.SLOT_MISSING,
                slotName(),
                "There is no such slot.",
                Changed.NOTHING,
                "culvert run FILE --resnapshot '*.*' makes the slot again and copies every table anew; what happened since is in no other place.");
    }

    public CulvertException slotLost(String fact, Throwable cause) {
        return new CulvertException(
                ErrorCode.SLOT_LOST,
                slotName(),
                fact,
                Changed.NOTHING,
                "culvert run FILE --resnapshot '*.*' makes the slot again and copies every table anew.",
                cause);
    }

    public CulvertException publicationMissing() {
        return new CulvertException(
                ErrorCode.PUBLICATION_MISSING,
                "publication \"" + publication + "\" on " + session,
                "There was no such publication at the time of a change.",
                Changed.POSITION_KEPT,
                "Changes made without it cannot be decoded: culvert run FILE --resnapshot '*.*' copies every table anew.");
    }

    CulvertException unknownMessage(char type) {
        return new CulvertException(
                ErrorCode.STREAM_PROTOCOL,
                slotName(),
                "The server sent a message of type '" + type + "', which the replication protocol does not have.",
                Changed.POSITION_KEPT,
                "Report it: this is a defect.");
    }

    public CulvertException silent(long seconds) {
        return new CulvertException(
                ErrorCode.PG_CONNECTION_LOST,
                session.toString(),
                "The server has not answered for " + seconds + " s.",
                Changed.POSITION_KEPT,
                "Nothing need be done: a running pipeline connects again by itself.");
    }

    private CulvertException undecodable(String fact, Throwable cause) {
        return new CulvertException(
                ErrorCode.VALUE_UNDECODABLE,
                slotName(),
                fact,
                Changed.POSITION_KEPT,
                "Look for the table in the server's log, and correct the value. The change stays in the WAL, so after that: "
                        + RunCommandText.EVERYTHING_ANEW + " makes the slot again and copies every table anew.",
                cause);
    }

    private String slotName() {
        return "slot \"" + slot + "\" on " + session;
    }
}
