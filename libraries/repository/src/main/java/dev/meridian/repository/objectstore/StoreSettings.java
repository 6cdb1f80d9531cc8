package dev.meridian.repository.objectstore;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an object store is reached, beside its location. None of it is a secret: credentials are
 * found where the vendors' own tools look for them. Not used for directories.
 *
 * @param endpoint the service's URL; null for the vendor's own
 * @param region where the bucket is, of S3; null for what {@code AWS_REGION} or the profile says
 * @param profile whose credentials are taken from {@code ~/.aws/credentials}, of S3; null for the
 *     environment's, the default profile's or the machine's
 * @param timeout how long one attempt of a call may take; null for a minute
 */
public record StoreSettings(
    @Nullable String endpoint,
    @Nullable String region,
    @Nullable String profile,
    @Nullable Duration timeout) {

  /** The vendor's own endpoint, and the environment's region and credentials. */
  public static final StoreSettings DEFAULT = new StoreSettings(null, null, null, null);

  /** How long one attempt of a call may take. */
  Duration attempt() {
    return timeout == null ? Duration.ofMinutes(1) : timeout;
  }
}
