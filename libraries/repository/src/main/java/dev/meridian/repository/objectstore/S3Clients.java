package dev.meridian.repository.objectstore;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Clients of S3 with our timeouts and retries. */
final class S3Clients {

  private static final int ATTEMPTS = 6;

  private S3Clients() {}

  static S3Client create(StoreSettings settings) {
    return create(settings, credentials(settings));
  }

  static S3Client create(StoreSettings settings, AwsCredentialsProvider credentials) {
    Duration attempt = settings.attempt();
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(64)
                    .connectionTimeout(least(attempt, Duration.ofSeconds(5)))
                    .socketTimeout(least(attempt, Duration.ofSeconds(30))))
            .overrideConfiguration(override -> configure(override, settings))
            .credentialsProvider(credentials)
            // Our objects carry checksums of their own, and not all that speak S3 know these.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    if (settings.region() != null) {
      builder.region(Region.of(settings.region()));
    } else if (settings.endpoint() != null) {
      builder.region(Region.US_EAST_1);
    }
    if (settings.endpoint() != null) {
      builder
          .endpointOverride(URI.create(Endpoints.checked(settings.endpoint())))
          .forcePathStyle(true);
    }
    return builder.build();
  }

  private static void configure(
      ClientOverrideConfiguration.Builder override, StoreSettings settings) {
    Duration attempt = settings.attempt();
    override
        .apiCallAttemptTimeout(attempt)
        .apiCallTimeout(attempt.multipliedBy(ATTEMPTS / 2))
        .retryStrategy(
            AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(ATTEMPTS).build());
    if (settings.profile() != null) {
      override.defaultProfileName(settings.profile());
    }
  }

  /** A profile that is asked for comes before what the environment says. */
  private static AwsCredentialsProvider credentials(StoreSettings settings) {
    return settings.profile() == null
        ? DefaultCredentialsProvider.builder().build()
        : ProfileCredentialsProvider.create(settings.profile());
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
