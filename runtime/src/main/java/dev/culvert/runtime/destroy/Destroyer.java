package dev.culvert.runtime.destroy;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.slot.SlotClaim;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.plan.PlanStep;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.offset.OffsetStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes the slot, the publication (if Culvert manages it) and the offset record away; never topics, never subjects. Can be
 * repeated: what is gone is not missed.
 *
 * <p>The slot goes first: it is what holds WAL back, and what tells that nobody is running.
 */
public final class Destroyer {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Endpoints endpoints;

    public Destroyer(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    /** What {@link #destroy} would do, in its order; empty if nothing is there. */
    public List<PlanStep> plan() {
        try (Session control = endpoints.sessions().open("destroy")) {
            List<PlanStep> steps = new ArrayList<>();
            slot(control)
                    .ifPresent(slot -> steps.add(new PlanStep(
                            "slot",
                            slot.name(),
                            "SELECT pg_drop_replication_slot('" + slot.name() + "')",
                            false,
                            "The server need not keep WAL for it any more.")));
            if (managedPublicationExists(control)) {
                steps.add(new PlanStep(
                        "publication",
                        publication(),
                        "DROP PUBLICATION \"" + publication() + "\"",
                        false,
                        "Culvert made it (publication.manage: true)."));
            }
            String database = database(control);
            if (offsets(database).read().isPresent()) {
                steps.add(new PlanStep(
                        "offset",
                        endpoints.topicNames(database).offsets(),
                        "write a tombstone for the offset record",
                        false,
                        "The position means nothing without the slot."));
            }
            return steps;
        }
    }

    /**
     * Does it.
     *
     * @throws CulvertException {@link ErrorCode#STILL_RUNNING} before anything is done; what the servers say
     */
    public List<PlanStep> destroy() {
        List<PlanStep> steps = plan();
        try (Session control = endpoints.sessions().open("destroy")) {
            Slots slots = new Slots(control);
            Optional<SlotInfo> slot = slot(control);
            String name = endpoints.definition().source().slot().name();
            if (!new SlotClaim(control, name).take(PATIENCE)) {
                throw new CulvertException(
                        ErrorCode.STILL_RUNNING,
                        "slot \"" + name + "\"",
                        "Another session holds it for this pipeline: the pipeline is running.",
                        Changed.NOTHING,
                        "Stop it first.");
            }
            if (slot.isPresent() && !slots.awaitFree(slot.get().name(), PATIENCE)) {
                throw new CulvertException(
                        ErrorCode.STILL_RUNNING,
                        "slot \"" + slot.get().name() + "\"",
                        "A process reads it: the pipeline is running.",
                        Changed.NOTHING,
                        "Stop it first.");
            }
            slot.ifPresent(each -> slots.drop(each.name(), PATIENCE));
            if (managedPublicationExists(control)) {
                new Publications(control).drop(publication());
            }
            OffsetStore offsets = offsets(database(control));
            if (offsets.read().isPresent()) {
                offsets.delete();
            }
        }
        return steps;
    }

    private Optional<SlotInfo> slot(Session control) {
        Optional<SlotInfo> slot =
                new Slots(control).find(endpoints.definition().source().slot().name());
        if (slot.isPresent() && !slot.get().isOf(SlotRequest.PLUGIN, database(control))) {
            throw new CulvertException(
                    ErrorCode.SLOT_FOREIGN,
                    "slot \"" + slot.get().name() + "\"",
                    "It is not a slot of " + SlotRequest.PLUGIN + " in this database, so not this pipeline's.",
                    Changed.NOTHING,
                    "Correct slot.name.");
        }
        return slot;
    }

    private boolean managedPublicationExists(Session control) {
        return endpoints.definition().source().publication().manage()
                && new Publications(control).read(publication()).isPresent();
    }

    private String publication() {
        return endpoints.definition().source().publication().name();
    }

    private OffsetStore offsets(String database) {
        return endpoints.offsets(database);
    }

    private static String database(Session control) {
        return control.one("SELECT pg_catalog.current_database()::pg_catalog.text AS name", row -> row.text("name"));
    }
}
