package dev.meridian.cli.backup;

import picocli.CommandLine.Command;

/** Groups the commands on backups. */
@Command(
    name = "backup",
    description = {
      "Lists and takes backups, and says what can be restored.",
      "Servers are backed up by themselves, all the time: a backup on demand only makes later restores shorter."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ListBackups.class, CreateBackup.class, ShowWindow.class},
    footer = {"%nFor example:", "  meridian backup window shop"})
public final class BackupCommand {}
