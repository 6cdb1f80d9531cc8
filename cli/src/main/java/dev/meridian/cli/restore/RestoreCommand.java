package dev.meridian.cli.restore;

import picocli.CommandLine.Command;

/** Groups the commands on restores. */
@Command(
    name = "restore",
    description = {
      "Restores a server, as it was at a time, into a new server.",
      "The source runs on, untouched. The new server has the admin password of that time, and lets nobody in until it has a firewall rule."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CreateRestore.class,
      PreviewRestore.class,
      ListCommits.class,
      ListRestores.class,
      ShowRestore.class,
      CancelRestore.class
    },
    footer = {
      "%nFor example:",
      "  meridian restore create shop --to shop-1159 --at 2026-11-22T11:59:59+01:00"
    })
public final class RestoreCommand {}
