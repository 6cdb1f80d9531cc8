package dev.meridian.repository.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract by a real S3 server, and what is true of an object store alone. */
class S3StoreTest extends BucketContract {

  @Override
  protected Bucket newBucket() throws Exception {
    return S3Server.bucket(S3Server.shared().newBucket(), S3Server.shared().settings());
  }

  @Override
  protected int many() {
    return 1100;
  }

  @Test
  void whatComesBeforeTheBeginningOfAListingIsNotSent() throws Exception {
    Bucket bucket = newBucket();
    for (String key : List.of("a/1", "a/2", "a/3", "a/4", "b/5")) {
      bucket.put(key, new byte[1], 1);
    }
    assertThat(bucket.listAfter("a/", "a/2").objects())
        .extracting(Bucket.Found.Key::key)
        .containsExactly("a/3", "a/4");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void contentThatFailsLateLeavesNoParts(boolean interrupted) throws Exception {
    String bucket = S3Server.shared().newBucket();
    Store store = S3Server.store(bucket, S3Server.shared().settings());
    Content failing =
        sink -> {
          sink.write(new byte[2 * BucketStore.PART_BYTES + 1]);
          if (interrupted) {
            Thread.currentThread().interrupt();
          }
          throw new IOException("no more");
        };

    assertThatThrownBy(() -> store.putIfAbsent("a/object", failing))
        .isInstanceOf(StoreUnavailable.class);

    assertThat(Thread.interrupted()).isEqualTo(interrupted);
    assertThat(store.listAll("")).isEmpty();
    try (S3Client s3 = S3Server.client(S3Server.shared().settings())) {
      assertThat(s3.listMultipartUploads(all -> all.bucket(bucket)).uploads()).isEmpty();
    }
  }

  @Test
  void aMissingBucketAndAWrongSecretAreNamedWithoutTheSecret() throws Exception {
    StoreSettings settings = S3Server.shared().settings();

    assertThatThrownBy(
            () -> S3Server.store("no-such-bucket", settings).putIfAbsent("a", content("x")))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("s3://no-such-bucket/some/prefix: 404 NoSuchBucket");
    var wrong =
        new S3Bucket(
            S3Clients.create(
                settings,
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(S3Server.KEY_ID, "a-wrong-secret"))),
            S3Server.shared().newBucket(),
            "s3://bucket");
    assertThatThrownBy(() -> wrong.put("a", new byte[1], 1))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("403")
        .hasMessageNotContaining("a-wrong-secret")
        .hasStackTraceContaining("SignatureDoesNotMatch");
  }
}
