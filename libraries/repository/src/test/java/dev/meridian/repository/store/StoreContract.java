package dev.meridian.repository.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Store} has to do. */
public abstract class StoreContract {

  private Store store;

  protected abstract Store create() throws Exception;

  @BeforeEach
  void createStore() throws Exception {
    store = create();
  }

  @Test
  void whatWasPutIsReadBack() {
    assertThat(store.putIfAbsent("a/b/object", content("hello"))).isTrue();

    assertThat(read("a/b/object", 0, 100)).isEqualTo("hello");
    assertThat(store.size("a/b/object")).hasValue(5);
  }

  @Test
  void anEmptyObjectIsThere() {
    store.putIfAbsent("empty", content(""));

    assertThat(store.size("empty")).hasValue(0);
    assertThat(read("empty", 0, 10)).isEmpty();
  }

  @Test
  void aSecondPutChangesNothing() {
    store.putIfAbsent("object", content("first"));

    assertThat(store.putIfAbsent("object", content("second"))).isFalse();
    assertThat(read("object", 0, 100)).isEqualTo("first");
  }

  @Test
  void aRangeIsReadAndEndsWhereTheObjectEnds() {
    store.putIfAbsent("object", content("0123456789"));

    assertThat(read("object", 3, 4)).isEqualTo("3456");
    assertThat(read("object", 8, 10)).isEqualTo("89");
    assertThat(read("object", 10, 5)).isEmpty();
    assertThat(read("object", 99, 5)).isEmpty();
    assertThat(read("object", 3, 0)).isEmpty();
  }

  @Test
  void aStreamEndsAtItsLimitHoweverItIsRead() throws IOException {
    store.putIfAbsent("object", content("0123456789"));

    try (var in = store.read("object", 2, 3)) {
      assertThat(in.read()).isEqualTo('2');
      assertThat(in.skip(1)).isEqualTo(1);
      assertThat(in.readAllBytes()).isEqualTo(new byte[] {'4'});
      assertThat(in.read()).isEqualTo(-1);
    }
    try (var in = store.read("object", 2, Long.MAX_VALUE)) {
      assertThat(in.readAllBytes()).hasSize(8);
    }
  }

  @Test
  void aMissingObjectIsNamed() {
    assertThat(store.size("a/missing")).isEmpty();
    assertThatThrownBy(() -> store.read("a/missing", 0, 1))
        .isInstanceOfSatisfying(
            MissingObject.class,
            missing -> {
              assertThat(missing.object()).isEqualTo("a/missing");
              assertThat(missing.code()).isEqualTo("object-missing");
              assertThat(missing.retryable()).isFalse();
            });
  }

  @Test
  void aFolderIsNoObject() {
    store.putIfAbsent("a/b", content("x"));

    assertThat(store.size("a")).isEmpty();
  }

  @Test
  void aListingHasWhatLiesDirectlyUnderTheFolder() {
    List.of("a/2", "a/10", "a/b/1", "a/b/2", "a/c/d/e", "ab", "z")
        .forEach(name -> store.putIfAbsent(name, content(name)));

    assertThat(store.list("a/"))
        .isEqualTo(
            new Listing(
                List.of(new StoredObject("a/10", 4), new StoredObject("a/2", 3)),
                List.of("b", "c")));
    assertThat(store.list("").folders()).containsExactly("a");
    assertThat(store.list("").objects()).extracting(StoredObject::name).containsExactly("ab", "z");
    assertThat(store.list("nothing/here/")).isEqualTo(new Listing(List.of(), List.of()));
    assertThat(store.listAll("a/"))
        .extracting(StoredObject::name)
        .containsExactlyInAnyOrder("a/2", "a/10", "a/b/1", "a/b/2", "a/c/d/e");
    assertThat(store.listAfter("a/", "a/b/1"))
        .extracting(StoredObject::name)
        .containsExactlyInAnyOrder("a/b/2", "a/c/d/e");
    assertThat(store.listAfter("a/", "a/11"))
        .extracting(StoredObject::name)
        .containsExactlyInAnyOrder("a/2", "a/b/1", "a/b/2", "a/c/d/e");
    assertThat(store.listAfter("a/", "a/b0"))
        .extracting(StoredObject::name)
        .containsExactly("a/c/d/e");
  }

  @Test
  void whatWasDeletedIsGone() {
    store.putIfAbsent("a/1", content("1"));
    store.putIfAbsent("a/2", content("2"));

    store.delete(List.of("a/1", "a/never-was"));
    store.delete(List.of("a/1"));

    assertThat(store.size("a/1")).isEmpty();
    assertThat(store.list("a/").objects()).extracting(StoredObject::name).containsExactly("a/2");
    store.delete(List.of("a/2"));
    assertThat(store.listAll("")).isEmpty();
    assertThat(store.putIfAbsent("a/1", content("again"))).isTrue();
    assertThat(read("a/1", 0, 9)).isEqualTo("again");
  }

  @Test
  void whatIsReplacedIsTheNewOneWholeOrStaysAsItWas() {
    store.putIfAbsent("a/object", content("damaged and long"));

    store.replace("a/object", content("healed"));
    assertThat(read("a/object", 0, 100)).isEqualTo("healed");
    assertThatThrownBy(
            () ->
                store.replace(
                    "a/object",
                    sink -> {
                      sink.write(1);
                      throw new IOException("no more");
                    }))
        .isInstanceOf(StoreUnavailable.class);
    assertThat(read("a/object", 0, 100)).isEqualTo("healed");
    store.replace("b/missing", content("healed"));
    assertThat(read("b/missing", 0, 100)).isEqualTo("healed");
    assertThatThrownBy(() -> store.replace("../a", content("x")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void contentThatFailsLeavesNothing() {
    Content failing =
        sink -> {
          sink.write(new byte[100_000]);
          throw new IOException("no more");
        };

    assertThatThrownBy(() -> store.putIfAbsent("a/object", failing))
        .isInstanceOfSatisfying(
            StoreUnavailable.class, failure -> assertThat(failure.retryable()).isTrue());
    Content thrown =
        sink -> {
          throw new IllegalStateException("mine");
        };
    assertThatThrownBy(() -> store.putIfAbsent("a/object", thrown)).hasMessage("mine");

    assertThat(store.size("a/object")).isEmpty();
    assertThat(store.listAll("")).isEmpty();
  }

  @Test
  void ofManyPutsOfOneNameOneWins() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Boolean>> puts =
          IntStream.range(0, 8)
              .<Callable<Boolean>>mapToObj(
                  writer -> () -> store.putIfAbsent("a/b", content("writer " + writer)))
              .toList();
      long winners = threads.invokeAll(puts).stream().filter(Future::resultNow).count();

      assertThat(winners).isEqualTo(1);
      assertThat(read("a/b", 0, 100)).startsWith("writer ");
    }
  }

  @Test
  void writersAndDeletersOfAFolderDoNotDisturbEachOther() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Boolean>> work =
          IntStream.range(0, 400)
              .<Callable<Boolean>>mapToObj(
                  number ->
                      () -> {
                        String name = "folder/deep/" + number;
                        boolean created = store.putIfAbsent(name, content("x"));
                        boolean there = store.size(name).isPresent();
                        store.delete(List.of(name));
                        return created && there;
                      })
              .toList();

      assertThat(threads.invokeAll(work)).allMatch(Future::resultNow);
      assertThat(store.listAll("")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/a", "a/", "a//b", "..", "a/../b", ".hidden", "a/.tmp", "a b", "ä", "a\\b"})
  void anUnsafeNameIsRefused(String name) {
    assertThatThrownBy(() -> store.putIfAbsent(name, content("x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.read(name, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.size(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.delete(List.of(name)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "/", "../", "a//"})
  void anUnsafeFolderIsRefused(String folder) {
    assertThatThrownBy(() -> store.list(folder)).isInstanceOf(IllegalArgumentException.class);
  }

  private String read(String name, long offset, int length) {
    return new String(store.readBytes(name, offset, length), StandardCharsets.UTF_8);
  }

  protected static Content content(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
