package dev.meridian.backup.settings;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How archives are verified by themselves: {@code meridian.backup-service.verification.*}.
 *
 * @param checkEvery how often it is looked whose sample is due
 * @param every how often a sample of each archive is read
 * @param allWithin within which time the samples have reached every object
 * @param atLeast how much a sample reads at least, if there is so much
 */
@ConfigurationProperties("meridian.backup-service.verification")
public record VerificationSettings(
    @DefaultValue("10m") Duration checkEvery,
    @DefaultValue("24h") Duration every,
    @DefaultValue("30d") Duration allWithin,
    @DefaultValue("256MB") DataSize atLeast) {

  /** How many bytes a sample of an archive of so many bytes reads. */
  public long budget(long total) {
    double part = Math.min(1, (double) every.toMillis() / Math.max(1, allWithin.toMillis()));
    return Math.max(atLeast.toBytes(), (long) Math.ceil(total * part));
  }
}
