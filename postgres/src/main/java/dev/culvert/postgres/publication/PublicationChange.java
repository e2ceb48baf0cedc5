package dev.culvert.postgres.publication;

/**
 * One statement between a publication as it is and as it is wanted.
 *
 * @param sql the statement, without a semicolon
 * @param additive whether it only adds; what changes or removes is never done unasked
 * @param ofTables whether it takes tables out or puts tables in, one by one; else it is about the whole
 * @param reason what differs, for people
 */
public record PublicationChange(String sql, boolean additive, boolean ofTables, String reason) {

    PublicationChange(String sql, boolean additive, String reason) {
        this(sql, additive, false, reason);
    }

    /** Of single tables. */
    static PublicationChange ofTables(String sql, boolean additive, String reason) {
        return new PublicationChange(sql, additive, true, reason);
    }
}
