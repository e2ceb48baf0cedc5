package dev.culvert.migration.start;

import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.link.Links;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.Session;
import java.time.Duration;

/**
 * Holds a migration and lets it go on. Meanwhile its slots retain WAL on the source. A copy that runs in another process ends the
 * parts that it is at, and keeps its snapshot.
 */
public final class Pauser {
    private final Sites sites;
    private final String migration;

    public Pauser(Sites sites, String migration) {
        this.sites = sites;
        this.migration = migration;
    }

    /** Returns when nothing is applied any more; a part of a copy may take longer. */
    public void pause(Duration patience) {
        try (Session source = sites.source().open("pause");
                Session target = sites.target().open("pause")) {
            CopyRecord record = new CopyRecord(target, migration);
            record.prepare();
            record.set(CopyRecord.Flag.PAUSED, true);
            for (FoundLink found : new Links(sites, migration, source, target).forward()) {
                if (found.subscription()) {
                    new LinkSubscriber(found.link(), target).disable(patience);
                }
            }
        }
    }

    public void resume() {
        try (Session source = sites.source().open("resume");
                Session target = sites.target().open("resume")) {
            CopyRecord record = new CopyRecord(target, migration);
            record.prepare();
            record.set(CopyRecord.Flag.PAUSED, false);
            for (FoundLink found : new Links(sites, migration, source, target).forward()) {
                if (found.subscription()) {
                    new LinkSubscriber(found.link(), target).enable();
                }
            }
        }
    }
}
