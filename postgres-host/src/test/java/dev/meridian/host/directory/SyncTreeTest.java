package dev.meridian.host.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncTreeTest {

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
