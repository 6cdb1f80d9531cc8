package dev.meridian.host.restore;

import dev.meridian.host.directory.ServerDirectory;
import dev.meridian.repository.backup.Tablespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The backup's files, each verified as it is written. The seal makes them durable. Where there is
 * much log to be replayed, large ones are left for {@link FetchLargeFiles}, and begun.
 */
final class FetchFiles implements Phase {

  /** Less log is replayed so soon that nothing is gained by beginning early. */
  static final long LEAST_WAL_BYTES = 128L << 20;

  @Override
  public String name() {
    return "fetch files";
  }

  @Override
  public void run(Restoration restoration) {
    ServerDirectory directory = restoration.instance().directory();
    var files =
        new ArrivingFiles(
            restoration.backup(),
            directory.data(),
            tablespaces(restoration),
            (done, total) -> restoration.progressed(name(), done, total),
            restoration.instance()::beginSync);
    restoration.arrivingFiles(files);
    files.writeFirst(restoration.plan().walBytes() < LEAST_WAL_BYTES);
    forgetSourcesTablespaces(directory);
    restoration.instance().ownFiles(directory.data());
    restoration.instance().ownFiles(directory.tablespaces());
    if (!files.isComplete()) {
      files.begin();
    }
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
