package dev.meridian.backup.verification;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row: the last verification of a server, with its findings as JSON. */
@MappedEntity("verification")
public record Verification(
    @Id UUID serverId,
    Scope scope,
    Instant startedAt,
    Instant endedAt,
    long objects,
    long bytes,
    String findings,
    String healed,
    @Nullable String failure,
    @Nullable String sampledUpTo,
    @Nullable Instant sampledAt) {}
