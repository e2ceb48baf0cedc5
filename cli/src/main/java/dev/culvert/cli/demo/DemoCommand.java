package dev.culvert.cli.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Root;
import dev.culvert.cli.command.StopOnSignal;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.embedded.upgrade.Customers;
import dev.culvert.cli.embedded.upgrade.Sales;
import dev.culvert.cli.embedded.upgrade.SalesCheck;
import dev.culvert.cli.embedded.upgrade.UpgradeServers;
import dev.culvert.cli.output.Outcome;
import dev.culvert.migration.schema.DumpTools;
import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code culvert demo} */
@Command(
        name = "demo",
        description = "Upgrade a shop on throw-away servers while customers buy, and count every purchase afterwards."
                + " Ends by itself after about a minute and leaves nothing behind.")
public final class DemoCommand extends Subcommand {
    private static final int CUSTOMERS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Option(names = "--full", description = "Go back to the old server too, and to the new one once more.")
    private boolean full;

    @Option(names = "--keep", description = "Leave servers and customers running until Ctrl-C, to look around.")
    private boolean keep;

    @Spec
    private CommandSpec command;

    @Override
    protected Outcome execute(Terminal terminal) {
        // before anything is started: what is missing is an installation away
        DumpTools.find(version(UpgradeServers.OLD), version(UpgradeServers.NEW));
        Narration narration = new Narration(terminal);
        try (UpgradeServers servers = UpgradeServers.start(terminal::message)) {
            Path file = DemoDefinitions.migration(servers);
            narration.step("A shop on PostgreSQL " + UpgradeServers.OLD + ", in use");
            addresses(servers, file, narration);
            Optional<LivePipeline> pipeline =
                    servers.kafka().map(kafka -> LivePipeline.start(DemoDefinitions.pipeline(servers, kafka)));
            try {
                return upgrade(servers, file, pipeline, terminal, narration);
            } finally {
                pipeline.ifPresent(LivePipeline::close);
            }
        }
    }

    private Outcome upgrade(
            UpgradeServers servers,
            Path file,
            Optional<LivePipeline> pipeline,
            Terminal terminal,
            Narration narration) {
        Sales sales = new Sales();
        Commands commands = new Commands(
                (Root) command.root().userObject(),
                terminal.json()
                        ? command.commandLine().getErr()
                        : command.commandLine().getOut(),
                narration::say);
        Customers coming = Customers.come(CUSTOMERS, servers.entrance()::jdbcUrl, sales);
        try {
            Upgrade upgrade = new Upgrade(servers, file, sales, pipeline, commands, narration);
            pipeline.ifPresent(running -> running.awaitFirst(PATIENCE));
            upgrade.shop();
            upgrade.go();
            if (full) {
                upgrade.backAndForth();
            }
        } finally {
            coming.close();
        }
        Outcome outcome = count(servers, sales, narration);
        if (keep) {
            stay(servers, file, sales, terminal, narration);
        }
        return outcome;
    }

    private static Outcome count(UpgradeServers servers, Sales sales, Narration narration) {
        SalesCheck check = servers.check(sales);
        narration.step("The shop closes: is every acknowledged purchase on the new server, once?");
        narration.fact("acknowledged", Long.toString(check.acknowledged()));
        narration.fact("missing", Long.toString(check.missing()));
        narration.fact("twice", Long.toString(check.doubled()));
        narration.fact("ghosts", check.ghosts() + "  (refused, and there nevertheless)");
        narration.fact("errors", sales.errors() + "  (that customers saw)");
        boolean pooled = servers.entrance().isPooled();
        ObjectNode result = JsonNodeFactory.instance
                .objectNode()
                .put("acknowledged", check.acknowledged())
                .put("missing", check.missing())
                .put("doubled", check.doubled())
                .put("ghosts", check.ghosts())
                .put("errors", sales.errors())
                .put("pooled", pooled);
        boolean unnoticed = sales.errors() == 0 || !pooled;
        if (check.good() && unnoticed) {
            narration.say("   every one is there, once" + (pooled ? "; nobody noticed" : ""));
            return Outcome.of(result, List.of());
        }
        return Outcome.of(result, List.of())
                .failed(new CulvertException(
                        ErrorCode.DEMO_FAILED,
                        "the count",
                        check.good()
                                ? "Customers saw " + sales.errors() + " errors through the pooler."
                                : "Purchases are missing, doubled, or there although they were refused.",
                        Changed.NOTHING,
                        "Report it, with what stands above."));
    }

    /** Customers go on; returns when the process is told to end. */
    private static void stay(UpgradeServers servers, Path file, Sales sales, Terminal terminal, Narration narration) {
        CountDownLatch end = new CountDownLatch(1);
        StopOnSignal signal = StopOnSignal.install(end::countDown);
        terminal.whenPrinted(signal::finished);
        Customers coming = Customers.come(CUSTOMERS, servers.entrance()::jdbcUrl, sales);
        try {
            narration.step("Customers go on; look around, and end it with Ctrl-C");
            addresses(servers, file, narration);
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            coming.close();
        }
    }

    private static void addresses(UpgradeServers servers, Path file, Narration narration) {
        narration.fact("old server", servers.oldUrl());
        narration.fact("new server", servers.newUrl());
        narration.fact("customers", servers.entrance().words());
        servers.kafka().ifPresent(kafka -> narration.fact("Kafka", kafka + "  (topic changes.public.orders)"));
        narration.fact("definition", file.toString());
    }

    private static ServerVersion version(int major) {
        return new ServerVersion(major * 10_000);
    }
}
