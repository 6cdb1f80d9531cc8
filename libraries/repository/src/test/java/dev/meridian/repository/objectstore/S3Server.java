package dev.meridian.repository.objectstore;

import java.net.URI;
import java.util.Properties;
import java.util.UUID;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 server in memory, one for all tests of this JVM. */
final class S3Server {

  static final String KEY_ID = "test-key-id";
  static final String SECRET = "test-secret-key";

  private static S3Server shared;
  private static S3Server sharedOpen;

  private final S3Proxy proxy;

  private S3Server(boolean checksSignatures) throws Exception {
    S3Proxy.Builder builder =
        S3Proxy.builder()
            .blobStore(BlobStores.create("transient-nio2", new Properties()))
            .endpoint(URI.create("http://127.0.0.1:0"));
    proxy =
        (checksSignatures
                ? builder.awsAuthentication(AuthenticationType.AWS_V4, KEY_ID, SECRET)
                : builder)
            .build();
    proxy.start();
  }

  /** Started when first asked for; its threads are daemons or end with the JVM. */
  static synchronized S3Server shared() throws Exception {
    if (shared == null) {
      shared = new S3Server(true);
    }
    return shared;
  }

  /** As {@link #shared}, for whoever asks. */
  static synchronized S3Server sharedOpen() throws Exception {
    if (sharedOpen == null) {
      sharedOpen = new S3Server(false);
    }
    return sharedOpen;
  }

  String endpoint() {
    return "http://127.0.0.1:" + proxy.getPort();
  }

  StoreSettings settings() {
    return new StoreSettings(endpoint(), null, null, null);
  }

  /** A client of {@code settings} with this server's credentials. */
  static S3Client client(StoreSettings settings) {
    return S3Clients.create(
        settings, StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY_ID, SECRET)));
  }

  /** The name of a new bucket. */
  String newBucket() {
    String name = "bucket-" + UUID.randomUUID();
    try (S3Client s3 = client(settings())) {
      s3.createBucket(bucket -> bucket.bucket(name));
    }
    return name;
  }

  /** A store in a new bucket. */
  BucketStore newStore() {
    return store(newBucket(), settings());
  }

  static BucketStore store(String bucket, StoreSettings settings) {
    return new BucketStore(bucket(bucket, settings), BucketContract.PREFIX);
  }

  static S3Bucket bucket(String name, StoreSettings settings) {
    return new S3Bucket(client(settings), name, "s3://" + name + "/some/prefix");
  }
}
