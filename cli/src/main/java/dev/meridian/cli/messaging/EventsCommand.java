package dev.meridian.cli.messaging;

import picocli.CommandLine.Command;

/** Groups the commands on events. */
@Command(
    name = "events",
    description = {
      "Follows events, and publishes them.",
      "Events are a public interface of Meridian, and get the same checks as the HTTP API."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TailEvents.class,
      PublishEvent.class,
      ListDeadLetters.class,
      ResendDeadLetter.class
    },
    footer = {"%nFor example:", "  meridian events tail --topic restores --from-beginning"})
public final class EventsCommand {}
