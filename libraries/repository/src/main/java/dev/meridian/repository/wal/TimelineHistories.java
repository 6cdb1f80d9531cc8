package dev.meridian.repository.wal;

import dev.meridian.postgres.TimelineHistory;
import dev.meridian.repository.sealing.ChunkReader;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The timeline history files of a server in the repository. */
final class TimelineHistories {

  private final Store store;
  private final Supplier<Sealing> sealing;
  private final WalNames names;

  TimelineHistories(Store store, Supplier<Sealing> sealing, WalNames names) {
    this.store = store;
    this.sealing = sealing;
    this.names = names;
  }

  void put(int timeline, byte[] file) {
    String name = names.history(timeline);
    var object = sealing.get().create(name, ObjectKind.TIMELINE_HISTORY);
    byte[] sealed = object.seal(0, true, file);
    store.putIfAbsent(
        name,
        sink -> {
          sink.write(object.preamble());
          sink.write(sealed);
        });
  }

  Optional<byte[]> file(int timeline) {
    String name = names.history(timeline);
    if (store.size(name).isEmpty()) {
      return Optional.empty();
    }
    try (var chunks =
        ChunkReader.of(
            sealing.get(),
            name,
            ObjectKind.TIMELINE_HISTORY,
            store.read(name, 0, Long.MAX_VALUE))) {
      return Optional.of(chunks.next().content());
    } catch (MissingObject e) {
      return Optional.empty();
    }
  }

  /** The timelines that there is a file of. */
  List<Integer> timelines() {
    return store.list(names.histories()).objects().stream()
        .map(object -> object.lastPart().replace(".history", ""))
        .map(WalNames::timeline)
        .flatMap(Optional::stream)
        .toList();
  }

  /** The first timeline has no ancestors; of another one without a file none are known. */
  TimelineHistory history(int timeline) {
    Optional<byte[]> file = timeline == 1 ? Optional.empty() : file(timeline);
    if (file.isEmpty()) {
      return new TimelineHistory(timeline, List.of());
    }
    try {
      return TimelineHistory.parse(timeline, new String(file.get(), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new DamagedObject(names.history(timeline), "it is no timeline history", e);
    }
  }
}
