package dev.meridian.host.server;

import java.util.UUID;

/** There is something to do on a server; heard inside this host only. */
public record WorkRecorded(UUID serverId) {}
