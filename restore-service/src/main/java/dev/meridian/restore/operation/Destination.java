package dev.meridian.restore.operation;

import dev.meridian.restore.source.Tier;

/** What a new server will be like, and where it will live. */
public record Destination(Tier tier, String region) {}
