package dev.meridian.cli.secret;

import picocli.CommandLine.Command;

/** Groups the commands on secrets. */
@Command(
    name = "secret",
    description = "Seals secrets, so that events can carry them.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = SealSecret.class,
    footer = {
      "%nFor example:",
      "  meridian secret seal --server-id 0198a4d2-6f1e-7c3b-9d55-0a4f6e1b2c3d"
    })
public final class SecretCommand {}
