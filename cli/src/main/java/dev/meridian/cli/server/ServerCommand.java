package dev.meridian.cli.server;

import picocli.CommandLine.Command;

/** Groups the commands on servers. */
@Command(
    name = "server",
    description = "Creates, shows, changes and drops servers.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CreateServer.class,
      ListServers.class,
      ShowServer.class,
      UpdateServer.class,
      ResetPassword.class,
      DropServer.class
    },
    footer = {"%nFor example:", "  meridian server create shop --admin-login ada --wait"})
public final class ServerCommand {}
