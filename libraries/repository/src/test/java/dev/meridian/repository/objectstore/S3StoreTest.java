package dev.meridian.repository.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreContract;
import dev.meridian.repository.store.StoreUnavailable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract by a real S3 server, and what is true of an object store alone. */
class S3StoreTest extends StoreContract {

  @Override
  protected Store create() throws Exception {
    return S3Server.shared().newStore();
  }

  @Test
  void aLargeObjectComesBackAsItWas() throws Exception {
    Store store = create();
    byte[] bytes = new byte[3 * BucketStore.PART_BYTES + 12_345];
    new Random(1).nextBytes(bytes);

    assertThat(store.putIfAbsent("large", inPieces(bytes))).isTrue();

    assertThat(store.size("large")).hasValue(bytes.length);
    try (var in = store.read("large", 0, Long.MAX_VALUE)) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
    assertThat(store.putIfAbsent("large", inPieces(new byte[bytes.length]))).isFalse();
    store.replace("replaced", content("x"));
    store.replace("replaced", inPieces(bytes));
    assertThat(store.size("replaced")).hasValue(bytes.length);
    assertThat(store.readBytes("large", BucketStore.PART_BYTES - 2, 4))
        .isEqualTo(
            Arrays.copyOfRange(bytes, BucketStore.PART_BYTES - 2, BucketStore.PART_BYTES + 2));
  }

  @Test
  void ofManyPutsOfOneLargeObjectOneWins() throws Exception {
    Store store = create();
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Boolean>> puts =
          IntStream.range(0, 4)
              .<Callable<Boolean>>mapToObj(
                  writer ->
                      () ->
                          store.putIfAbsent(
                              "a/b", inPieces(new byte[BucketStore.PART_BYTES + 1 + writer])))
              .toList();

      assertThat(threads.invokeAll(puts).stream().filter(Future::resultNow).count()).isOne();
    }
  }

  @Test
  void contentThatFailsLateLeavesNothing() throws Exception {
    String bucket = S3Server.shared().newBucket();
    Store store = S3Server.store(bucket, S3Server.shared().settings());
    Content failing =
        sink -> {
          sink.write(new byte[2 * BucketStore.PART_BYTES + 1]);
          throw new IOException("no more");
        };

    assertThatThrownBy(() -> store.putIfAbsent("a/object", failing))
        .isInstanceOf(StoreUnavailable.class);

    assertThat(store.listAll("")).isEmpty();
    try (S3Client s3 = S3Server.client(S3Server.shared().settings())) {
      assertThat(s3.listMultipartUploads(all -> all.bucket(bucket)).uploads()).isEmpty();
    }
  }

  @Test
  void thousandsOfObjectsAreListedAndDeleted() throws Exception {
    Store store = create();
    List<String> names = IntStream.range(0, 1100).mapToObj(number -> "a/" + number).toList();
    try (var threads = Executors.newFixedThreadPool(16)) {
      names.forEach(name -> threads.submit(() -> store.putIfAbsent(name, content("x"))));
    }

    assertThat(store.list("a/").objects()).hasSize(1100);
    store.delete(names);
    assertThat(store.listAll("")).isEmpty();
  }

  @Test
  void whatOthersPutIntoTheBucketIsNotSeen() throws Exception {
    String bucket = S3Server.shared().newBucket();
    Store store = S3Server.store(bucket, S3Server.shared().settings());
    try (S3Client s3 = S3Server.client(S3Server.shared().settings())) {
      for (String key : List.of("other", "some/prefix/", "some/prefix/.hidden", "some/prefix2/a")) {
        s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.empty());
      }
    }

    assertThat(store.listAll("")).isEmpty();
    assertThat(store.list("").folders()).isEmpty();
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

  private static Content inPieces(byte[] bytes) {
    return sink -> {
      for (int from = 0; from < bytes.length; from += 100_000) {
        sink.write(bytes, from, Math.min(100_000, bytes.length - from));
      }
    };
  }
}
