package dev.culvert.cli.wayout;

import dev.culvert.cli.harness.Shop;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGConnection;

/** Somebody who reads the pipeline's slot until the server ends it. */
final class SlotReader {
    private final Shop shop;

    SlotReader(Shop shop) {
        this.shop = shop;
    }

    /** Returns when the slot is taken. */
    void start() {
        Properties replication = new Properties();
        replication.setProperty("replication", "database");
        replication.setProperty("preferQueryMode", "simple");
        replication.setProperty("assumeMinServerVersion", "13");
        try {
            Connection connection = shop.database().connect(replication);
            connection
                    .unwrap(PGConnection.class)
                    .getReplicationAPI()
                    .replicationStream()
                    .logical()
                    .withSlotName(shop.slot())
                    .withSlotOption("proto_version", 1)
                    .withSlotOption("publication_names", shop.slot())
                    .start();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
