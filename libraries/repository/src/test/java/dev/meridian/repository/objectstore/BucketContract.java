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

/** What every object store has to do beside {@link StoreContract}. */
abstract class BucketContract extends StoreContract {

  static final String PREFIX = "some/prefix/";

  /** A new, empty bucket. */
  protected abstract Bucket newBucket() throws Exception;

  /** More than a listing's page and a deletion's call. */
  protected abstract int many();

  @Override
  protected Store create() throws Exception {
    return new BucketStore(newBucket(), PREFIX);
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
  void anObjectIsReadFromTheMiddleOfAPartOn() throws Exception {
    Store store = create();
    byte[] bytes = new byte[2 * BucketStore.PART_BYTES + 12_345];
    new Random(2).nextBytes(bytes);
    store.putIfAbsent("large", inPieces(bytes));
    int from = 3_000_001;

    try (var in = store.read("large", from, BucketStore.PART_BYTES)) {
      assertThat(in.readAllBytes())
          .isEqualTo(Arrays.copyOfRange(bytes, from, from + BucketStore.PART_BYTES));
    }
    try (var in = store.read("large", from, Long.MAX_VALUE)) {
      in.skipNBytes(5_000_000);
      assertThat(in.read()).isEqualTo(bytes[from + 5_000_000] & 0xff);
    }
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
  void contentThatFailsLateIsNotSeen() throws Exception {
    Store store = create();
    Content failing =
        sink -> {
          sink.write(new byte[2 * BucketStore.PART_BYTES + 1]);
          throw new IOException("no more");
        };

    assertThatThrownBy(() -> store.putIfAbsent("a/object", failing))
        .isInstanceOf(StoreUnavailable.class);

    assertThat(store.listAll("")).isEmpty();
    assertThat(store.size("a/object")).isEmpty();
    assertThat(store.putIfAbsent("a/object", content("x"))).isTrue();
  }

  /** Whether a part had arrived when its upload was given up depends on the moment. */
  @Test
  void partsThatHaveArrivedAndWereGivenUpKeepNobodyFromMakingTheObject() throws Exception {
    Bucket bucket = newBucket();
    for (int length : new int[] {0, 1, 100}) {
      String key = PREFIX + "a/" + length;
      Bucket.Upload given = bucket.upload(key, false);
      given.part(1, new byte[BucketStore.PART_BYTES], BucketStore.PART_BYTES);
      given.abort();

      assertThat(bucket.size(key)).isEmpty();
      assertThat(bucket.put(key, new byte[length], length)).isTrue();
      assertThat(bucket.put(key, new byte[5], 5)).isFalse();
      assertThat(bucket.size(key)).hasValue(length);
    }
  }

  @Test
  void manyObjectsAreListedAndDeleted() throws Exception {
    Store store = create();
    List<String> names = IntStream.range(0, many()).mapToObj(number -> "a/" + number).toList();
    try (var threads = Executors.newFixedThreadPool(16)) {
      names.forEach(name -> threads.submit(() -> store.putIfAbsent(name, content("x"))));
    }

    assertThat(store.list("a/").objects()).hasSize(many());
    store.delete(names);
    assertThat(store.listAll("")).isEmpty();
  }

  @Test
  void whatOthersPutIntoTheBucketIsNotSeen() throws Exception {
    Bucket bucket = newBucket();
    for (String key : List.of("other", PREFIX, PREFIX + ".hidden", "some/prefix2/a")) {
      bucket.put(key, new byte[0], 0);
    }

    Store store = new BucketStore(bucket, PREFIX);
    assertThat(store.listAll("")).isEmpty();
    assertThat(store.list("").folders()).isEmpty();
  }

  @Test
  void aServiceThatKnowsConditionsIsTaken() throws Exception {
    new BucketStore(newBucket(), PREFIX).requireConditionalWrites();
  }

  static Content inPieces(byte[] bytes) {
    return sink -> {
      for (int from = 0; from < bytes.length; from += 100_000) {
        sink.write(bytes, from, Math.min(100_000, bytes.length - from));
      }
    };
  }
}
