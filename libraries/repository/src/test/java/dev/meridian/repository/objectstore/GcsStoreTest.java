package dev.meridian.repository.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.StoreUnavailable;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The contract by a server of our own that does as Google's description says, or by a bucket of
 * Google's, {@code -Dmeridian.gcs.bucket}, which is emptied.
 */
class GcsStoreTest extends BucketContract {

  private static final String REAL = System.getProperty("meridian.gcs.bucket", "");

  @Override
  protected Bucket newBucket() throws Exception {
    if (REAL.isEmpty()) {
      return GcsServer.bucket(GcsServer.shared().newBucket(), GcsServer.shared().settings());
    }
    Bucket bucket = GcsServer.bucket(REAL, StoreSettings.DEFAULT);
    bucket.delete(bucket.list("", true).objects().stream().map(Bucket.Found.Key::key).toList());
    return bucket;
  }

  @Override
  protected int many() {
    return 260;
  }

  @Test
  void whatComesBeforeTheBeginningOfAListingIsNotSent() throws Exception {
    Bucket bucket = newBucket();
    for (String key : List.of("a/1", "a/2", "a/3", "a/4", "b/5")) {
      bucket.put(key, new byte[1], 1);
    }
    assertThat(bucket.listAfter("a/", "a/2").objects())
        .extracting(Bucket.Found.Key::key)
        .containsExactly("a/2", "a/3", "a/4");
  }

  @Test
  void anUploadThatIsGivenUpLeavesNoSession() throws Exception {
    GcsServer server = GcsServer.shared();
    String name = server.newBucket();
    BucketStore store =
        new BucketStore(GcsServer.bucket(name, server.settings()), BucketContract.PREFIX);
    Content failing =
        sink -> {
          sink.write(new byte[BucketStore.PART_BYTES + 1]);
          await().until(() -> server.received(name), List.of(BucketStore.PART_BYTES)::equals);
          throw new IOException("no more");
        };

    assertThatThrownBy(() -> store.putIfAbsent("a", failing)).isInstanceOf(StoreUnavailable.class);

    assertThat(server.received(name)).isEmpty();
  }

  @Test
  void aServiceThatKeepsLessThanItWasSentGetsTheRestAgain() throws Exception {
    GcsServer server = GcsServer.shared();
    BucketStore store =
        new BucketStore(
            GcsServer.bucket(server.newBucket(), server.settings()), BucketContract.PREFIX);
    byte[] bytes = new byte[2 * BucketStore.PART_BYTES + 77];
    new Random(5).nextBytes(bytes);
    server.keepingAtMost(5 << 20);
    try {
      assertThat(store.putIfAbsent("a", inPieces(bytes))).isTrue();
    } finally {
      server.keepingAtMost(Integer.MAX_VALUE);
    }

    assertThat(store.readBytes("a", 0, bytes.length + 1)).isEqualTo(bytes);
  }

  @Test
  void aMissingBucketIsNamed() throws Exception {
    BucketStore missing =
        new BucketStore(
            GcsServer.bucket("no-such-bucket", GcsServer.shared().settings()),
            BucketContract.PREFIX);

    assertThatThrownBy(() -> missing.putIfAbsent("a", content("x")))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("gs://no-such-bucket/some/prefix")
        .hasMessageContaining("404");
    assertThatThrownBy(
            () -> missing.putIfAbsent("a", inPieces(new byte[BucketStore.PART_BYTES + 1])))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("404");
  }
}
