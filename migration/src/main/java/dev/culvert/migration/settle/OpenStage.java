package dev.culvert.migration.settle;

import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.traffic.Traffic;
import dev.culvert.migration.turn.LiveLinks;
import dev.culvert.migration.turn.Turn;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.error.CulvertException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stage with sessions of its own, which {@link #close} ends. */
public final class OpenStage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenStage.class);
    private final List<Runnable> opened = new ArrayList<>();
    private final List<CulvertException> unreachable = new ArrayList<>();
    private final Stage stage;

    /**
     * Opens what can be reached.
     *
     * @param purpose of the sessions
     * @param who for the journal
     * @param traffic belongs to the stage from now on
     */
    public OpenStage(
            MigrationDefinition definition, Sites sites, int turnNumber, String purpose, String who, Traffic traffic) {
        opened.add(traffic::close);
        String name = definition.metadata().name();
        Turn turn = Turn.of(name, sites, turnNumber);
        Optional<Session> oldSide = open(turn.oldSide(), purpose);
        Optional<Session> newSide = open(turn.newSide(), purpose);
        Optional<Journal> journal = open(sites.target(), "journal").map(session -> new Journal(session, name, who));
        try {
            stage = new Stage(
                    turn,
                    LiveLinks.of(turn, sites, oldSide, newSide),
                    definition.cutover().reverseReplication() ? Optional.of(turn.back()) : Optional.empty(),
                    oldSide,
                    newSide,
                    journal.filter(Journal::exists),
                    traffic);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Optional<Session> open(Site site, String purpose) {
        try {
            Session session = site.open(purpose);
            opened.add(session::close);
            return Optional.of(session);
        } catch (CulvertException e) {
            unreachable.add(e);
            return Optional.empty();
        }
    }

    public Stage stage() {
        return stage;
    }

    /**
     * That both sides were reached.
     *
     * @throws CulvertException as the first that was not
     */
    public Stage whole() {
        if (!unreachable.isEmpty()) {
            throw unreachable.get(0);
        }
        return stage;
    }

    @Override
    public void close() {
        for (Runnable each : opened) {
            try {
                each.run();
            } catch (CulvertException e) {
                // the others have their turn all the same; what is left open ends with this process
                LOG.debug("not closed: {}", e.fact());
            }
        }
    }
}
