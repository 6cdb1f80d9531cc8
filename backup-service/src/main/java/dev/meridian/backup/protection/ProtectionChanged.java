package dev.meridian.backup.protection;

import java.util.UUID;

/** A server's protection began, changed or ended; heard inside this service only, after commit. */
public record ProtectionChanged(UUID serverId) {}
