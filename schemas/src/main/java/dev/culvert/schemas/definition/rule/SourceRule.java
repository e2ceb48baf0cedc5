package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.SnapshotDefinition;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.error.ErrorCode;

/** The server, the slot and the engine. */
final class SourceRule implements Rule {
    @Override
    public void check(SectionView pipeline, Problems problems) {
        pipeline.child("source").ifPresent(source -> {
            source.child("postgres").ifPresent(postgres -> PostgresRule.check(postgres, problems));
            source.child("slot").ifPresent(slot -> checkSlot(pipeline, slot, problems));
        });
    }

    /** A slot that is there already exports no snapshot, and rows copied under another one may be missed. */
    private static void checkSlot(SectionView pipeline, SectionView slot, Problems problems) {
        boolean given =
                slot.value("create", Boolean.class).filter(create -> !create).isPresent();
        pipeline.child("snapshot")
                .flatMap(snapshot -> snapshot.value("mode", SnapshotDefinition.Mode.class))
                .filter(mode -> given && mode == SnapshotDefinition.Mode.INITIAL)
                .ifPresent(mode -> problems.add(
                        ErrorCode.DEF_CONFLICT,
                        slot.at("create"),
                        slot.path("create"),
                        "A snapshot needs a slot of its own making: one that is there already loses commits that were in the"
                                + " WAL but not yet visible.",
                        "Let Culvert make the slot (create: true), or write snapshot: {mode: never}."));
    }
}
