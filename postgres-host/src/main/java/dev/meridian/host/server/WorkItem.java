package dev.meridian.host.server;

import io.micronaut.data.annotation.GeneratedValue;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work in its server's queue.
 *
 * @param id counts up: a server's work is done in this order
 * @param details the {@link Work} as JSON
 */
@MappedEntity("work")
record WorkItem(@Id @GeneratedValue @Nullable Long id, UUID serverId, String details) {}
