package dev.meridian.cli.firewall;

import picocli.CommandLine.Command;

/** Groups the commands on firewall rules. */
@Command(
    name = "firewall-rule",
    description = {
      "Says who may connect to a server.",
      "Without a rule nobody may; a restored server has none until somebody sets one."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {CreateRule.class, ListRules.class, DeleteRule.class},
    footer = {
      "%nFor example:",
      "  meridian firewall-rule create shop office --start-address 192.0.2.7"
    })
public final class FirewallRuleCommand {}
