package dev.meridian.host.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncTreeTest {

  /** A root that is gone stands for all that goes while it is looked at. */
  @Test
  void whatIsBegunWithEndsWhenItIsToldAndWhatIsGoneIsNoLoss() throws IOException {
    Files.createFile(folder.resolve("one"));
    Files.createFile(folder.resolve("two"));
    Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nothing"));
    var tree = new SyncTree(List.of(folder.resolve("gone"), folder), List.of());
    var asked = new AtomicInteger();

    tree.begin(() -> asked.incrementAndGet() > 100);
    assertThat(asked).hasValue(3);
    tree.begin(() -> asked.incrementAndGet() > 4);

    assertThat(asked).hasValue(5);
  }

  @Test
  void whatCannotBeMadeDurableIsTold() {
    // Its files can be opened, and not be made durable.
    var tree = new SyncTree(List.of(Path.of("/proc/self/attr")), List.of());

    assertThatThrownBy(() -> tree.begin(() -> false)).isInstanceOf(IOException.class);
  }

  @TempDir Path folder;

  @Test
  void everyFileAndEveryFolderIsMadeDurableAndLinksAreNotFollowed() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data/base/5"));
    Path table = Files.createFile(data.resolve("16384"));
    Path elsewhere = Files.createDirectory(folder.resolve("tablespaces"));
    Path far = Files.createFile(elsewhere.resolve("16400"));
    Files.createSymbolicLink(folder.resolve("data/link"), elsewhere);
    var tree = new SyncTree(List.of(folder.resolve("data"), elsewhere), List.of(folder));

    tree.run();

    List<Path> paths = new ArrayList<>();
    tree.forEach(paths::add);
    assertThat(paths)
        .containsExactlyInAnyOrder(
            folder,
            folder.resolve("data"),
            folder.resolve("data/base"),
            data,
            table,
            elsewhere,
            far);
  }
}
