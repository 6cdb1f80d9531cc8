package dev.meridian.backup.basebackup;

import java.util.UUID;

/** A backup of a server has come or gone; heard inside this service only. */
public record BackupsChanged(UUID serverId) {}
