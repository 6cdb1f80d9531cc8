package dev.meridian.repository.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract by Azurite, the emulator of Azure Blob, and what is true of Azure alone. */
@Tag("azure")
class AzureStoreTest extends BucketContract {

  @Override
  protected Bucket newBucket() throws Exception {
    return Azurite.bucket(Azurite.shared().newContainer(), Azurite.shared().settings());
  }

  @Override
  protected int many() {
    return 260;
  }

  @Test
  void twoWhoSendPartsOfOneObjectAtOnceDoNotMixThem() throws Exception {
    Store store = create();
    CountDownLatch begun = new CountDownLatch(2);
    try (var threads = Executors.newFixedThreadPool(2)) {
      var puts =
          threads.invokeAll(
              IntStream.of(1, 2)
                  .<Callable<Boolean>>mapToObj(
                      writer ->
                          () ->
                              store.putIfAbsent(
                                  "a",
                                  sink -> {
                                    byte[] half = new byte[BucketStore.PART_BYTES];
                                    Arrays.fill(half, (byte) writer);
                                    sink.write(half);
                                    begun.countDown();
                                    sink.write(half);
                                    await(begun);
                                    sink.write(half);
                                  }))
                  .toList());
      assertThat(puts.get(0).get()).isNotEqualTo(puts.get(1).get());
    }
    byte[] all = store.readBytes("a", 0, Integer.MAX_VALUE);
    byte[] ofOne = new byte[3 * BucketStore.PART_BYTES];
    Arrays.fill(ofOne, all[0]);
    assertThat(all).isEqualTo(ofOne);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aMissingContainerAndAWrongKeyAreNamedWithoutTheKey() throws Exception {
    StoreSettings settings = Azurite.shared().settings();

    BucketStore missing =
        new BucketStore(Azurite.bucket("no-such-container", settings), BucketContract.PREFIX);
    assertThatThrownBy(() -> missing.putIfAbsent("a", content("x")))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("az://devstoreaccount1/no-such-container")
        .hasMessageContaining("404 ContainerNotFound");
    assertThatThrownBy(() -> missing.size("a")).isInstanceOf(StoreUnavailable.class);
    String secret = "YS13cm9uZy1zZWNyZXQ=";
    assertThatThrownBy(
            () ->
                Azurite.bucket("container", settings, Map.of("AZURE_STORAGE_KEY", secret))
                    .put("a", new byte[1], 1))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("403 AuthorizationFailure")
        .satisfies(failure -> assertThat(stackTrace(failure)).doesNotContain(secret));
  }

  private static String stackTrace(Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
