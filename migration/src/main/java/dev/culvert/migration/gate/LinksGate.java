package dev.culvert.migration.gate;

import dev.culvert.migration.drain.Drain;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import java.time.Duration;
import java.util.List;

/** Every table streams, and a token goes through every link in a time that the pause allows. */
final class LinksGate extends Gate {
    LinksGate() {
        super("links");
    }

    @Override
    List<Finding> look(Ground ground) {
        Duration allowed = ground.definition().maxWritePause().dividedBy(2);
        try {
            Drain drain = new Drain(ground.live(), ground.oldSide(), ground.newSide());
            drain.observe();
            drain.send();
            long slowest = drain.await(allowed).stream()
                    .mapToLong(link -> link.arrivedAfter().toMillis())
                    .max()
                    .orElse(0);
            return passed("A token went through each of " + ground.live().size() + " within " + slowest + " ms.");
        } catch (CulvertException e) {
            return closed(e.object(), e.fact(), "Wait until culvert migrate status FILE shows no lag.");
        }
    }
}
