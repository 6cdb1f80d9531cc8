package dev.meridian.repository.journal;

import dev.meridian.repository.sealing.ServerKey;
import dev.meridian.repository.store.JournalFiles;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The commit journals of one server. Each belongs to one stream of its log, and is written by
 * whoever has that stream; anybody may read it. Safe for use by many threads.
 */
public final class CommitJournals {

  private final Store store;
  private final ServerKey key;
  private final String server;

  /** Those of the server whose part of a name this is. */
  public CommitJournals(Store store, ServerKey key, String server) {
    this.store = store;
    this.key = key;
    this.server = server;
  }

  /** Whether there can be any here: not in an object store, nor in one that is only read. */
  public boolean arePossible() {
    return store.journals(server).isPresent();
  }

  /**
   * Makes a journal, with all the room that it will ever have.
   *
   * @param timeline of all log that will be in it
   * @param segmentSize the server's, in bytes
   * @throws dev.meridian.repository.store.StoreUnavailable when there is no room for it
   */
  public CommitJournal create(int timeline, int segmentSize) {
    JournalFiles files =
        store
            .journals(server)
            .orElseThrow(() -> new IllegalStateException("There can be no journals here"));
    String name = UUID.randomUUID().toString();
    JournalFormat format = JournalFormat.create(key.forWriting(), fullName(name));
    try {
      files.create(
          name,
          sink -> {
            sink.write(format.head(timeline, segmentSize));
            byte[] zeros = new byte[JournalFormat.BLOCK_BYTES];
            for (int at = zeros.length; at < JournalFormat.FILE_BYTES; at += zeros.length) {
              sink.write(zeros);
            }
          });
      return new CommitJournal(name, format, files.open(name));
    } catch (RuntimeException e) {
      try {
        files.delete(name);
      } catch (RuntimeException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /** The names of those there are, ascending. */
  public List<String> names() {
    return store.journals(server).map(JournalFiles::names).orElse(List.of());
  }

  /**
   * Reads a journal; empty when it is gone.
   *
   * @throws dev.meridian.repository.store.DamagedObject when nothing in it can be read
   */
  public Optional<JournaledLog> read(String name) {
    Optional<JournalFiles> files = store.journals(server);
    return files
        .flatMap(all -> bytes(all, name))
        .map(file -> JournaledLog.read(key.forReading(), name, fullName(name), file));
  }

  private static Optional<byte[]> bytes(JournalFiles files, String name) {
    try {
      return Optional.of(files.read(name));
    } catch (MissingObject e) {
      return Optional.empty();
    }
  }

  /** Deletes a journal: when the archive has all that it holds, or the server goes for good. */
  public void delete(String name) {
    store.journals(server).ifPresent(files -> files.delete(name));
  }

  private String fullName(String name) {
    return ".journal/" + server + "/" + name;
  }
}
