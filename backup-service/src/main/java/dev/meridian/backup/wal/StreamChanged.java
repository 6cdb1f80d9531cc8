package dev.meridian.backup.wal;

import java.util.UUID;

/** A server's log begins to be received, or no longer is; heard inside this service only. */
public record StreamChanged(UUID serverId) {}
