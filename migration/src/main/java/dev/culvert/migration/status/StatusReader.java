package dev.culvert.migration.status;

import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.Links;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import dev.culvert.migration.state.StateReader;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.CulvertException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads where a migration stands. Changes nothing; each call asks anew, with sessions of its own. */
public final class StatusReader {
    private static final int ENTRIES = 10;

    private final Sites sites;
    private final String migration;
    private final Clock clock;

    public StatusReader(Sites sites, String migration, Clock clock) {
        this.sites = sites;
        this.migration = migration;
        this.clock = clock;
    }

    /** A server that cannot be reached makes the state unknown; it is no error of this method. */
    public MigrationStatus read() {
        try (Session source = sites.source().open("status")) {
            return read(source);
        } catch (CulvertException e) {
            return unknown("The source does not tell: " + e.fact());
        }
    }

    private MigrationStatus read(Session source) {
        try (Session target = sites.target().open("status")) {
            return read(source, target);
        } catch (CulvertException e) {
            return unknown("The target does not tell: " + e.fact());
        }
    }

    private MigrationStatus read(Session source, Session target) {
        Standing standing = new StateReader(sites, migration, source, target).read();
        Journal journal = new Journal(target, migration, "");
        List<LinkStatus> links = links(source, target);
        List<Journal.Entry> entries = standing.record().isPresent() ? journal.last(ENTRIES) : List.of();
        Optional<CopyStatus> copy = new CopyStatusReader(target, migration).read();
        return new MigrationStatus(
                migration,
                clock.instant(),
                standing.state(),
                standing.open().map(Object::toString),
                standing.turn(),
                standing.record().flatMap(record -> record.verifiedAt()),
                standing.busy(),
                standing.why(),
                Waiting.of(standing, source, links, copy, entries.stream().findFirst()),
                WayBackOutlook.of(standing, links),
                copy,
                links,
                words(standing.state()),
                entries);
    }

    private List<LinkStatus> links(Session source, Session target) {
        Links links = new Links(sites, migration, source, target);
        List<FoundLink> forward = new ArrayList<>(links.forward());
        forward.addAll(links.returning());
        List<LinkStatus> all = new ArrayList<>();
        forward.forEach(found -> all.add(new LinkStatusReader(source, target).read(found)));
        links.reverse().forEach(found -> all.add(new LinkStatusReader(target, source).read(found)));
        return all;
    }

    private static List<String> words(MigrationState state) {
        return state.verbs().stream()
                .sorted()
                .map(verb -> verb.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private MigrationStatus unknown(String why) {
        return new MigrationStatus(
                migration,
                clock.instant(),
                MigrationState.UNKNOWN,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                why,
                Optional.of("a server that can be reached"),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                words(MigrationState.UNKNOWN),
                List.of());
    }
}
