package dev.meridian.backup.copy;

import java.util.UUID;

/** A backup of a server is complete in its copy; heard inside this service only. */
public record BackupCopied(UUID serverId) {}
