package dev.culvert.testkit.cutover;

import java.sql.Connection;
import java.sql.SQLException;

/** What a kind of client does in one transaction; the client commits it. */
@FunctionalInterface
interface Work {

    /**
     * @param tag for the row that it writes
     * @throws SQLException then nothing of it is committed
     */
    void run(Connection connection, long tag) throws SQLException;
}
