package dev.meridian.inventory.placement;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/** Where a server lives: a host, and a port there that no other server has. */
@MappedEntity("place")
public record Place(@Id UUID serverId, String hostId, int port) {}
