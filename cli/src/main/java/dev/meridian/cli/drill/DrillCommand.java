package dev.meridian.cli.drill;

import picocli.CommandLine.Command;

/** Groups the commands on drills. */
@Command(
    name = "drill",
    description = {
      "Proves that a server can be restored, by doing it on trial.",
      "A drill restores a server to a random second of its window, on a host with room, closed to everybody; compares what came out, checks its relations and pages, and removes it. Each server is drilled every week by itself."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RunDrill.class, ListDrills.class, CancelDrill.class},
    footer = {"%nFor example:", "  meridian drill run shop --wait"})
public final class DrillCommand {}
