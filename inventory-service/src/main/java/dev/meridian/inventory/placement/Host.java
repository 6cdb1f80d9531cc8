package dev.meridian.inventory.placement;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A machine that runs servers, as it reported itself last.
 *
 * @param address where the host's servers can be reached
 * @param freeStorageBytes what is free where its servers live
 * @param postgresVersions major versions that it can run
 * @param firstPort the first of the ports that it gives to servers
 * @param portCount how many ports, from the first on
 * @param reportedAt when its report was received
 */
@MappedEntity("host")
public record Host(
    @Id String id,
    String region,
    String address,
    @MappedProperty("v_cores") int vCores,
    long memoryBytes,
    long freeStorageBytes,
    @TypeDef(type = DataType.INTEGER_ARRAY) List<Integer> postgresVersions,
    int firstPort,
    int portCount,
    Instant reportedAt) {

  /** Whether it has reported lately: within the time that a host may be silent. */
  public boolean isLiving(Instant now, Duration silence) {
    return reportedAt.isAfter(now.minus(silence));
  }

  boolean runs(int postgresVersion) {
    return postgresVersions.contains(postgresVersion);
  }
}
