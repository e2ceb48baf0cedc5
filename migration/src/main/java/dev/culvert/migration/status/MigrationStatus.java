package dev.culvert.migration.status;

import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.state.MigrationState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a migration stands.
 *
 * @param migration its name
 * @param at by this machine's clock
 * @param state {@link MigrationState#UNKNOWN} also while a server cannot be reached
 * @param open {@code source} or {@code target}, whichever takes writes; empty while neither does, or it cannot be known
 * @param turn how many cutovers and rollbacks are decided
 * @param verifiedAt when the last verify without differences began, by the target's clock
 * @param busy who works on it now
 * @param why a sentence that says how the state is known
 * @param waitingFor what keeps it from going on, if anything outside does
 * @param wayBack while switched, when it will be given up, as a sentence
 * @param copy how far it is; empty before it began, and when nothing remembers it
 * @param links both directions, the newest last
 * @param may what may be asked for now
 * @param journal the last entries, newest first
 */
public record MigrationStatus(
        String migration,
        Instant at,
        MigrationState state,
        Optional<String> open,
        int turn,
        Optional<Instant> verifiedAt,
        Optional<String> busy,
        String why,
        Optional<String> waitingFor,
        Optional<String> wayBack,
        Optional<CopyStatus> copy,
        List<LinkStatus> links,
        List<String> may,
        List<Journal.Entry> journal) {

    public MigrationStatus {
        links = List.copyOf(links);
        may = List.copyOf(may);
        journal = List.copyOf(journal);
    }
}
