package dev.meridian.inventory.placement;

import io.micronaut.data.annotation.Embeddable;
import io.micronaut.data.annotation.EmbeddedId;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import java.time.Instant;

/**
 * A port of a host at which something else listens.
 *
 * @param foundAt when that was found, the last time
 */
@MappedEntity("foreign_port")
record ForeignPort(@EmbeddedId Key key, Instant foundAt) {

  /** Which it is. */
  @Embeddable
  record Key(@MappedProperty("host_id") String hostId, @MappedProperty("port") int port) {}
}
