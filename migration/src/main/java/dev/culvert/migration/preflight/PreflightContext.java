package dev.culvert.migration.preflight;

import dev.culvert.migration.site.Site;
import dev.culvert.postgres.check.ServerContext;
import java.util.List;

/** What the checks of a migration share: both servers, and the source's tables, read once. For one thread at a time. */
final class PreflightContext implements AutoCloseable {
    private final Subject subject;
    private final ServerContext source;
    private final ServerContext target;
    private List<SourceTable> tables;

    PreflightContext(Subject subject) {
        this.subject = subject;
        this.source = context(subject.sites().source());
        this.target = context(subject.sites().target());
    }

    private static ServerContext context(Site site) {
        return new ServerContext(site.sessions(), site.toString());
    }

    Subject subject() {
        return subject;
    }

    ServerContext source() {
        return source;
    }

    ServerContext target() {
        return target;
    }

    ServerContext of(Site site) {
        return site.role() == Site.Role.SOURCE ? source : target;
    }

    /** Everything on the source that holds rows, moved or not, by name; not what Culvert made. */
    List<SourceTable> tables() {
        if (tables == null) {
            tables = SourceTable.read(source.session(), subject);
        }
        return tables;
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
