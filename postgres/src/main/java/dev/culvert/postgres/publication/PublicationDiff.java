package dev.culvert.postgres.publication;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What brings a publication to what is wanted, in the order in which it is done: in one transaction, so that no change of a
 * table falls between taking it out and putting it back.
 *
 * @param changes empty if there is nothing to do
 */
public record PublicationDiff(List<PublicationChange> changes) {

    public PublicationDiff {
        changes = List.copyOf(changes);
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Whether nothing that is there is changed or removed. */
    public boolean isAdditive() {
        return changes.stream().allMatch(PublicationChange::additive);
    }

    /** A script for whoever owns the publication. */
    public String script() {
        String statements = changes.stream().map(change -> change.sql() + ";").collect(Collectors.joining("\n"));
        return changes.size() > 1 ? "BEGIN;\n" + statements + "\nCOMMIT;" : statements;
    }
}
