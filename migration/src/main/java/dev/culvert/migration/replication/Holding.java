package dev.culvert.migration.replication;

import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.Pauser;
import dev.culvert.postgres.connection.Session;
import java.time.Duration;

/** Holds a replication, and lets it go on where it was. Meanwhile its slots keep WAL on the source. Both can be repeated. */
public final class Holding {
    private final Sites sites;
    private final String name;

    public Holding(Sites sites, String name) {
        this.sites = sites;
        this.name = name;
    }

    /**
     * That there is something to hold.
     *
     * @return whether it is held now
     * @throws dev.culvert.schemas.error.CulvertException {@code REPLICATION_STATE}
     */
    public boolean check() {
        try (Session source = sites.source().open("pause");
                Session target = sites.target().open("pause")) {
            Standing standing = Standing.read(sites, name, source, target);
            if (standing.record().isEmpty()) {
                throw Standing.refused(name, "The target knows none of this name.", "culvert apply FILE begins it.");
            }
            return standing.paused();
        }
    }

    /** Returns when nothing is applied any more; a part of a copy may take longer. */
    public void pause(Duration patience) {
        check();
        new Pauser(sites, name).pause(patience);
    }

    public void resume() {
        check();
        new Pauser(sites, name).resume();
    }
}
