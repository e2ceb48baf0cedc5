package dev.culvert.migration.gate;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** All gates, in the order in which they are best read. */
public final class Gates {
    private static final List<Gate> ALL = List.of(
            new LinksGate(),
            new VerifiedGate(),
            new NewTablesGate(),
            new CatalogsGate(),
            new PreflightGate(),
            new ClosingGate(),
            new LockHoldersGate(),
            new MaintenanceGate(),
            new LargeObjectsGate(),
            new TrafficGate(),
            new DirectClientsGate());

    private Gates() {}

    /** What each found; one that could not look is {@link Severity#UNKNOWN}, never a pass. */
    public static List<Finding> look(Ground ground) {
        List<Finding> found = new ArrayList<>();
        for (Gate gate : ALL) {
            try {
                found.addAll(gate.look(ground));
            } catch (CulvertException e) {
                found.add(new Finding(
                        ErrorCode.CHECK_UNKNOWN,
                        Severity.UNKNOWN,
                        gate.title(),
                        e.object() + ": " + e.fact(),
                        e.remedy()));
            }
        }
        found.removeIf(finding ->
                finding.severity() == Severity.UNKNOWN && found.stream().anyMatch(error -> isCause(error, finding)));
        return List.copyOf(found);
    }

    /** What another gate has found wrong by its name need not be told again by one that could not look because of it. */
    private static boolean isCause(Finding error, Finding unknown) {
        return error.severity() == Severity.ERROR && unknown.fact().equals(error.object() + ": " + error.fact());
    }

    /**
     * That nothing is against it.
     *
     * @throws CulvertException {@link ErrorCode#CUTOVER_GATE} with what is, or the finding's own code if there is one
     */
    public static void require(String object, List<Finding> findings) {
        List<Finding> against = findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR || finding.severity() == Severity.UNKNOWN)
                .toList();
        if (!against.isEmpty()) {
            throw CulvertException.of(
                    against.size() == 1 ? against.get(0).code() : ErrorCode.CUTOVER_GATE,
                    object,
                    against.size() == 1
                            ? against.get(0).object() + ": " + against.get(0).fact()
                            : against.size() + " gates are closed.",
                    Changed.NOTHING,
                    against.size() == 1 ? against.get(0).remedy() : "Mend each, then try again.",
                    against);
        }
    }
}
