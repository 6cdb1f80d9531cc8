package dev.meridian.host.restore;

import dev.meridian.host.directory.ServerDirectory;
import dev.meridian.repository.backup.Tablespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The backup's files, each verified as it is written. The seal makes them durable. */
final class FetchFiles implements Phase {

  @Override
  public String name() {
    return "fetch files";
  }

  @Override
  public void run(Restoration restoration) {
    ServerDirectory directory = restoration.instance().directory();
    restoration
        .backup()
        .restore(
            directory.data(),
            tablespaces(restoration),
            false,
            (done, total) -> restoration.progressed(name(), done, total));
    forgetSourcesTablespaces(directory);
    restoration.instance().ownFiles(directory.data());
    restoration.instance().ownFiles(directory.tablespaces());
  }

  /**
   * The links are made by now; from this file, PostgreSQL would make them again as they were on the
   * source, into a directory that the source may still be using.
   */
  private static void forgetSourcesTablespaces(ServerDirectory directory) {
    try {
      Files.deleteIfExists(directory.data().resolve("tablespace_map"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot forget the source's tablespaces", e);
    }
  }

  /** What lay anywhere on the source's machine lies in the new server's own directory. */
  private static Map<Long, Path> tablespaces(Restoration restoration) {
    Path directory = restoration.instance().directory().tablespaces();
    Map<Long, Path> places = new LinkedHashMap<>();
    for (Tablespace tablespace : restoration.backup().summary().tablespaces()) {
      if (!tablespace.inPlace()) {
        places.put(tablespace.oid(), directory.resolve(Long.toString(tablespace.oid())));
      }
    }
    return places;
  }
}
