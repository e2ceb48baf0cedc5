package dev.culvert.runtime.start;

import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.Publication;
import dev.culvert.postgres.publication.PublicationSpec;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.postgres.table.TableSelector;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds tables that come to be while a pipeline runs and that its rules mean, and publishes them where the publication is
 * Culvert's. One that cannot be captured is told once and left out: it stops nothing. For one thread.
 */
public final class LateTables {
    private static final Logger LOG = LoggerFactory.getLogger(LateTables.class);

    private final SourceDefinition source;
    private final List<TablePattern> patterns;

    /** Oids that were tried. */
    private final Set<Long> known = new HashSet<>();

    private final Set<TableId> captured;

    /** @param captured tables of the run */
    public LateTables(SourceDefinition source, Collection<TableId> captured) {
        this.source = source;
        this.captured = Set.copyOf(captured);
        this.patterns = source.tables().stream()
                .flatMap(rule -> TablePattern.parse(rule.table()).stream())
                .toList();
    }

    /** Whether there are tables that another start would take in. */
    public boolean look(Session session) {
        Publications publications = new Publications(session);
        Optional<Publication> publication =
                publications.read(source.publication().name());
        Set<TableId> late = new HashSet<>();
        for (Relation relation : new Catalog(session).relations()) {
            if (mayCome(relation) && (source.publication().manage() || isPublished(publication, relation))) {
                known.add(relation.oid());
                late.add(relation.id());
            }
        }
        if (late.isEmpty()) {
            return false;
        }
        boolean any = false;
        for (SelectedTable table :
                new TableSelector(session).select(source.tables()).tables()) {
            if (late.contains(table.id())) {
                any |= publish(session, publications, publication, table);
            }
        }
        return any;
    }

    private boolean mayCome(Relation relation) {
        return relation.isPublishable()
                && !relation.isPartition()
                && !captured.contains(relation.id())
                && !known.contains(relation.oid())
                && patterns.stream().anyMatch(pattern -> pattern.matches(relation.id()));
    }

    private static boolean isPublished(Optional<Publication> publication, Relation relation) {
        return publication.flatMap(found -> found.find(relation.id())).isPresent();
    }

    private boolean publish(
            Session session, Publications publications, Optional<Publication> publication, SelectedTable table) {
        if (publication.flatMap(found -> found.find(table.id())).isPresent()) {
            return true;
        }
        try {
            String name = source.publication().name();
            publications.alter(
                    name,
                    List.of(),
                    PublicationSpec.of(name, List.of(table), session.version()).tables());
            return true;
        } catch (CulvertException e) {
            if (e.code() == ErrorCode.PG_CONNECTION_LOST) {
                throw e;
            }
            LOG.warn("table {} is meant by a rule and is not captured: {}", table.id(), e.fact());
            return false;
        }
    }
}
