package dev.meridian.repository.wal;

import dev.meridian.postgres.TimelineHistory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a log's archive, for a few questions in a row. An object never changes; what can
 * go out of date is the listing.
 */
final class WalMemory {

  private static final int MOST_HEADERS = 256;

  private final Map<Integer, TimelineHistory> histories = new ConcurrentHashMap<>();
  private final LinkedHashMap<WalRange, WalObjects.Opened> opened =
      new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable WalCatalog catalog;

  synchronized WalCatalog catalog(Supplier<WalCatalog> listing) {
    WalCatalog known = catalog;
    if (known == null) {
      known = listing.get();
      catalog = known;
    }
    return known;
  }

  synchronized void forgetListing() {
    catalog = null;
  }

  TimelineHistory history(int timeline, IntFunction<TimelineHistory> reading) {
    return histories.computeIfAbsent(timeline, reading::apply);
  }

  Optional<WalObjects.Opened> opened(WalRange range) {
    synchronized (opened) {
      return Optional.ofNullable(opened.get(range));
    }
  }

  WalObjects.Opened keep(WalRange range, WalObjects.Opened object) {
    synchronized (opened) {
      if (opened.size() >= MOST_HEADERS) {
        opened.pollFirstEntry();
      }
      opened.put(range, object);
    }
    return object;
  }
}
