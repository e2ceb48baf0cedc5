package dev.culvert.runtime.start;

import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.catalog.TableIdentity;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privilege;
import dev.culvert.postgres.publication.Publication;
import dev.culvert.postgres.publication.PublicationSpec;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.postgres.table.TableSelection;
import dev.culvert.postgres.table.TableSelector;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds tables that come to be while a pipeline runs and that its rules mean, and publishes them where the publication is
 * Culvert's. One that cannot be captured is told and left out: it stops nothing. It is tried again when its columns, its key or
 * its owner have changed: a dump that is restored makes a table first, and its key when the rows are there. For one thread.
 */
public final class LateTables {
    private static final Logger LOG = LoggerFactory.getLogger(LateTables.class);

    private final SourceDefinition source;
    private final List<TablePattern> patterns;

    /** By oid, how the tables were that could not be captured. */
    private final Map<Long, State> refused = new HashMap<>();

    private final Set<String> told = new HashSet<>();

    private final Set<TableId> captured;

    /** All of a table that whether it can be captured may hang on. */
    private record State(
            TableId id, String owner, boolean hidden, Optional<TableIdentity> identity, List<CatalogColumn> columns) {}

    /** @param captured tables of the run */
    public LateTables(SourceDefinition source, Collection<TableId> captured) {
        this.source = source;
        this.captured = Set.copyOf(captured);
        this.patterns = source.tables().stream()
                .flatMap(rule -> TablePattern.parse(rule.table()).stream())
                .toList();
    }

    /** Whether there are tables that another start would take in. After an error the next look repeats what was done. */
    public boolean look(Session session) {
        Publications publications = new Publications(session);
        Optional<Publication> publication =
                publications.read(source.publication().name());
        Map<Long, State> late = late(session, publication);
        if (late.isEmpty()) {
            return false;
        }
        TableSelection selection = new TableSelector(session).select(source.tables());
        Set<Long> taken = new HashSet<>();
        Set<Long> again = new HashSet<>();
        for (SelectedTable table : selection.tables()) {
            if (late.containsKey(table.oid())) {
                publish(session, publications, publication, table, taken, again);
            }
        }
        late.forEach((oid, state) -> {
            if (!taken.contains(oid) && !again.contains(oid)) {
                refused.put(oid, state);
                String object = "table " + state.id();
                selection.errors().stream()
                        .filter(error -> error.object().equals(object))
                        .forEach(error -> tell(object, error.fact()));
            }
        });
        return !taken.isEmpty();
    }

    /** Tables that are meant and not captured, and were not refused as they are. */
    private Map<Long, State> late(Session session, Optional<Publication> publication) {
        Catalog catalog = new Catalog(session);
        Map<Long, Relation> meant = new TreeMap<>();
        for (Relation relation : catalog.relations()) {
            if (mayCome(relation) && (source.publication().manage() || isPublished(publication, relation.id()))) {
                meant.put(relation.oid(), relation);
            }
        }
        Map<Long, State> late = new TreeMap<>();
        if (!meant.isEmpty()) {
            Map<Long, TableIdentity> identities = catalog.identities(meant.keySet());
            Map<Long, List<CatalogColumn>> columns = catalog.columns(meant.keySet());
            meant.forEach((oid, relation) -> late.put(
                    oid,
                    new State(
                            relation.id(),
                            relation.owner(),
                            relation.rowSecurityActive(),
                            Optional.ofNullable(identities.get(oid)),
                            columns.getOrDefault(oid, List.of()))));
            late.entrySet().removeIf(table -> table.getValue().equals(refused.get(table.getKey())));
        }
        return late;
    }

    private boolean mayCome(Relation relation) {
        return relation.isPublishable()
                && !relation.isPartition()
                && !captured.contains(relation.id())
                && patterns.stream().anyMatch(pattern -> pattern.matches(relation.id()));
    }

    private static boolean isPublished(Optional<Publication> publication, TableId table) {
        return publication.flatMap(found -> found.find(table)).isPresent();
    }

    private void publish(
            Session session,
            Publications publications,
            Optional<Publication> publication,
            SelectedTable table,
            Set<Long> taken,
            Set<Long> again) {
        if (isPublished(publication, table.id())) {
            taken.add(table.oid());
            return;
        }
        String name = source.publication().name();
        Optional<Privilege> missing = new TablePrivileges(session, name).missing(table);
        if (missing.isPresent()) {
            tell("table " + table.id(), TablePrivileges.fact(missing.get()));
            return;
        }
        try {
            publications.alter(
                    name,
                    List.of(),
                    PublicationSpec.of(name, List.of(table), session.version()).tables());
            taken.add(table.oid());
        } catch (CulvertException e) {
            if (e.code() == ErrorCode.PG_CONNECTION_LOST) {
                throw e;
            }
            if (e.code() != ErrorCode.PG_PRIVILEGE) {
                again.add(table.oid()); // dropped meanwhile, or locked by somebody: that passes
            }
            tell("table " + table.id(), e.fact());
        }
    }

    private void tell(String object, String fact) {
        if (told.add(object + fact)) {
            LOG.warn("{} is meant by a rule and is not captured: {}", object, fact);
        }
    }
}
