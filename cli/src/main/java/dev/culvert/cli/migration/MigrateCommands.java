package dev.culvert.cli.migration;

import picocli.CommandLine.Command;

/** {@code culvert migrate} */
@Command(
        name = "migrate",
        description = "Move a database to another server while it is in use.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            MigrateStart.class,
            MigratePause.class,
            MigrateResume.class,
            MigrateStatus.class,
            MigrateVerify.class,
            MigrateCutover.class,
            MigrateRollback.class,
            MigrateFinish.class,
            MigrateCancel.class,
            MigrateRetry.class,
            MigrateWatchdog.class
        })
public final class MigrateCommands {}
