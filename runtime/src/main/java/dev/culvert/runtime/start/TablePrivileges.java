package dev.culvert.runtime.start;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privilege;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.postgres.table.SelectedTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether Culvert's role may take a table in: put it into the publication, and read it. */
final class TablePrivileges {
    private final Privileges privileges;
    private final String publication;

    TablePrivileges(Session session, String publication) {
        this.privileges = new Privileges(session);
        this.publication = publication;
    }

    /** The first that the role lacks. */
    Optional<Privilege> missing(SelectedTable table) {
        List<SelectedTable> tables = List.of(table);
        return Stream.concat(
                        privileges.forPublication(publication, tables).stream(),
                        privileges.forSnapshot(tables).stream())
                .filter(privilege -> !privilege.held())
                .findFirst();
    }

    static String fact(Privilege missing) {
        return "The role lacks " + missing.privilege() + " of " + missing.object() + ", for " + missing.purpose() + ".";
    }
}
