package dev.meridian.inventory.server;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/** A restore that nobody wants any more. */
@MappedEntity("cancelled_restore")
record CancelledRestore(@Id UUID restoreId, Instant heardAt) {}
