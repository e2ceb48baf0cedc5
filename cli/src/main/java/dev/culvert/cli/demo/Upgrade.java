package dev.culvert.cli.demo;

import dev.culvert.cli.embedded.upgrade.Sales;
import dev.culvert.cli.embedded.upgrade.UpgradeServers;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The steps, with what to look at. */
final class Upgrade {
    private static final long SOME = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final UpgradeServers servers;
    private final Sales sales;
    private final Optional<LivePipeline> pipeline;
    private final Commands commands;
    private final Narration narration;
    private final String file;

    Upgrade(
            UpgradeServers servers,
            Path file,
            Sales sales,
            Optional<LivePipeline> pipeline,
            Commands commands,
            Narration narration) {
        this.servers = servers;
        this.file = file.toString();
        this.sales = sales;
        this.pipeline = pipeline;
        this.commands = commands;
        this.narration = narration;
    }

    /** From the old server to the new one. */
    void go() {
        ready();
        copy();
        verify("Is every row the same on both sides?");
        cutover("Writes move to the new server", "cutover.json");
        narration.step("Where does it stand, and is the way back open?");
        narration.look("The link goes from the target to the source now: what customers buy is on the old server too,");
        narration.look("and the pipeline, which reads the old server, goes on without a gap.");
        commands.give("migrate", "status", file);
    }

    private void ready() {
        narration.step("Is everything there that an upgrade needs?");
        narration.look("Each check tells what it found; a warning names the statement that mends it.");
        commands.give("doctor", file);
    }

    private void copy() {
        narration.step("Schema and rows are copied, then the new server follows");
        narration.look("The old server stays in use. Customers buy while the copy runs; nothing is missed.");
        commands.give("migrate", "start", "--yes", file);
        shop();
        commands.give("migrate", "status", file);
    }

    private void verify(String title) {
        narration.step(title);
        narration.look("Both servers compute checksums while customers go on; what differs would be named by its key.");
        commands.give("migrate", "verify", file);
    }

    private void cutover(String title, String certificate) {
        Path written = servers.directory().resolve(certificate);
        narration.step(title);
        narration.look("Between pause and decision nobody can write; a failure there gives the old server back.");
        sales.takeLongest();
        commands.give("migrate", "cutover", "--yes", "--certificate", written.toString(), file);
        moved(written);
        narration.fact("old server", "refuses writes: " + servers.oldRefuses().orElseThrow(Upgrade::bothOpen));
    }

    private static CulvertException bothOpen() {
        return new CulvertException(
                ErrorCode.DEMO_FAILED,
                "the old server",
                "It takes writes after the cutover.",
                Changed.NOTHING,
                "Do not upgrade with this version, and report what was printed.");
    }

    /** Back to the old server, and to the new one again. */
    void backAndForth() {
        Path written = servers.directory().resolve("rollback.json");
        narration.step("Back to the old server, with all that was sold meanwhile");
        narration.look("The same procedure with the roles swapped; nothing that was bought on the new server is lost.");
        sales.takeLongest();
        commands.give("migrate", "rollback", "--yes", "--certificate", written.toString(), file);
        moved(written);
        verify("The old server is in use again: verify, as before the first time");
        cutover("And to the new server once more", "cutover-2.json");
    }

    private void moved(Path certificate) {
        narration.say("$ less " + certificate);
        CertificateText.lines(certificate).forEach(line -> narration.say("   " + line));
        shop();
    }

    /** How the customers fare; waits until they have bought, so that a shop that stands still is seen. */
    void shop() {
        boolean open = sales.awaitMore(SOME, PATIENCE);
        narration.fact(
                "customers",
                sales.count() + " purchases acknowledged, " + sales.errors() + " errors seen; the longest took "
                        + sales.takeLongest().toMillis() + " ms");
        pipeline.ifPresent(this::changes);
        if (!open) {
            throw new CulvertException(
                    ErrorCode.DEMO_FAILED,
                    "the shop",
                    "Customers could not buy for " + PATIENCE.toSeconds() + " s.",
                    Changed.NOTHING,
                    "Run it again with -v, and look at what culvert migrate status says above.");
        }
    }

    private void changes(LivePipeline running) {
        narration.fact(
                "Kafka",
                running.failure()
                        .map(e -> "the pipeline stopped: " + e.code().code())
                        .orElseGet(() -> running.changes() + " changes so far; the last: " + running.last()));
    }
}
