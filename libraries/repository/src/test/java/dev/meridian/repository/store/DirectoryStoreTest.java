package dev.meridian.repository.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends StoreContract {

  @TempDir Path folder;

  @Override
  protected Store create() {
    return DirectoryStore.open(folder.resolve("made/on/demand"));
  }

  @Test
  void anOldLeftoverIsRemovedAndAYoungOneIsNot() throws Exception {
    DirectoryStore.open(folder);
    Path old = Files.writeString(folder.resolve(".tmp/old"), "half an object");
    Path young = Files.writeString(folder.resolve(".tmp/young"), "being written");
    Instant now = Instant.parse("2026-11-22T12:00:00Z");
    Files.setLastModifiedTime(old, FileTime.from(now.minusSeconds(3601)));
    Files.setLastModifiedTime(young, FileTime.from(now.minusSeconds(3599)));

    Store store = DirectoryStore.open(folder, Clock.fixed(now, ZoneOffset.UTC));

    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(store.listAll("")).isEmpty();
  }

  @Test
  void aReaderLeavesEverythingAsItIs() throws Exception {
    DirectoryStore.open(folder).putIfAbsent("a", content("x"));
    Path old = Files.writeString(folder.resolve(".tmp/old"), "half an object");
    Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));

    Store reader = DirectoryStore.openToRead(folder);

    assertThat(reader.listAll("")).hasSize(1);
    assertThat(old).exists();
  }

  @Test
  void aReaderOfAStoreThatIsNotThereYetFindsNothingAndMakesNothing() {
    Path later = folder.resolve("later");

    Store reader = DirectoryStore.openToRead(later);

    assertThat(reader.size("a")).isEmpty();
    assertThat(reader.listAll("")).isEmpty();
    assertThat(later).doesNotExist();
  }

  @Test
  void nothingButObjectsStaysOfWhatWasWrittenAndDeleted() throws Exception {
    Store store = DirectoryStore.open(folder);
    store.putIfAbsent("a/b/c", content("x"));
    store.putIfAbsent("a/b/c", content("x"));
    store.putIfAbsent("a/d", content("x"));

    assertThat(folder.resolve(".tmp")).isEmptyDirectory();
    store.delete(List.of("a/b/c"));
    assertThat(folder.resolve("a/b")).doesNotExist();
    assertThat(folder.resolve("a/d")).exists();
  }

  @Test
  void aStoreThatCannotBeWrittenToSaysWhatItCouldNotDo() throws Exception {
    Store store = DirectoryStore.open(folder);
    Files.writeString(folder.resolve("a"), "a file where a folder should be");

    assertThatThrownBy(() -> store.putIfAbsent("a/object", content("x")))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("a/object");
  }

  @Test
  void aFolderThatCannotBeReadToItsEndIsAnErrorLikeOthers() {
    var broken = new BrokenFolder();

    assertThatThrownBy(() -> DirectoryStore.children(broken))
        .isInstanceOf(IOException.class)
        .hasMessage("Input/output error");
    assertThat(broken.closed).isTrue();
  }

  private static final class BrokenFolder implements DirectoryStream<Path> {

    private boolean closed;

    @Override
    public Iterator<Path> iterator() {
      throw new DirectoryIteratorException(new IOException("Input/output error"));
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
