package dev.meridian.restore.source;

import java.util.UUID;

/** Nothing is remembered any more of a server; said in the transaction that forgets it. */
public record ServerForgotten(UUID serverId) {}
