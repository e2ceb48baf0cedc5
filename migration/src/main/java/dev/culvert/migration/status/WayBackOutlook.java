package dev.culvert.migration.status;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import dev.culvert.schemas.status.Amount;
import java.util.List;
import java.util.Optional;

/** While a migration is switched: whether it can still be rolled back, and when it no longer can. */
final class WayBackOutlook {
    private WayBackOutlook() {}

    /** A sentence; empty in every other state. */
    static Optional<String> of(Standing standing, List<LinkStatus> links) {
        if (standing.state() != MigrationState.SWITCHED) {
            return Optional.empty();
        }
        return links.stream()
                .filter(link -> link.from().equals(Site.Role.TARGET.toString()))
                .reduce((older, newer) -> newer)
                .map(WayBackOutlook::of)
                .or(() -> Optional.of("There is none: no link leads from the target to the source."));
    }

    private static String of(LinkStatus link) {
        String slot = "slot \"" + link.name() + "\" on the target";
        if (link.lost()) {
            return "It is lost: " + slot + " has lost WAL.";
        }
        if (link.walStatus().isEmpty() || link.retainedBytes().isEmpty()) {
            return "It cannot be known: " + slot + " is not there, or does not tell.";
        }
        long retained = link.retainedBytes().get();
        if (link.allowedBytes().isEmpty()) {
            return "It is never given up: " + slot + " retains " + Amount.bytes(retained)
                    + " of WAL and is not bounded, so that the disk may fill.";
        }
        long allowed = link.allowedBytes().get();
        return "It is given up when " + slot + " has to retain more than " + Amount.bytes(allowed)
                + " of WAL; now it is "
                + Amount.bytes(retained) + (allowed > 0 ? ", " + retained * 100 / allowed + " %" : "") + "."
                + (link.walStatus().get().equals("unreserved") ? " That may happen at the next checkpoint." : "");
    }
}
