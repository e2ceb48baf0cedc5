package dev.culvert.postgres.publication;

/**
 * One statement between a publication as it is and as it is wanted.
 *
 * @param sql the statement, without a semicolon
 * @param additive whether it only adds; what changes or removes is never done unasked
 * @param reason what differs, for people
 */
public record PublicationChange(String sql, boolean additive, String reason) {}
