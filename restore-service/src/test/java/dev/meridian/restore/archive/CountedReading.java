package dev.meridian.restore.archive;

import dev.meridian.regions.Regions;
import dev.meridian.repository.store.Listing;
import dev.meridian.repository.store.Store;
import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The repositories of the regions, and how often their stores are asked for what of a server. */
public final class CountedReading {

  private static final String SERVERS = "servers/";

  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  /**
   * How often, up to now or in between.
   *
   * @param lists listings of a folder
   * @param reads reads of an object, or of a part of it
   * @param sizes questions for an object's size
   */
  public record Count(int lists, int reads, int sizes) {

    private static final Count NONE = new Count(0, 0, 0);

    private Count plus(Count more) {
      return new Count(lists + more.lists, reads + more.reads, sizes + more.sizes);
    }

    /** What came after another count. */
    public Count since(Count before) {
      return new Count(lists - before.lists, reads - before.reads, sizes - before.sizes);
    }
  }

  /** The repositories of these regions, counted. */
  public Archives archives(Regions regions) {
    return new Archives(regions, region -> new Counted(regions.get(region).openToRead()));
  }

  /** About a server, as of now. */
  public Count of(UUID serverId) {
    return counts.getOrDefault(SERVERS + serverId, Count.NONE);
  }

  private void count(String name, Count more) {
    int end = name.indexOf('/', SERVERS.length());
    if (name.startsWith(SERVERS) && end > 0) {
      counts.merge(name.substring(0, end), more, Count::plus);
    }
  }

  private final class Counted extends WrappedStore {

    Counted(Store store) {
      super(store);
    }

    @Override
    public InputStream read(String name, long offset, long length) {
      count(name, new Count(0, 1, 0));
      return super.read(name, offset, length);
    }

    @Override
    public OptionalLong size(String name) {
      count(name, new Count(0, 0, 1));
      return super.size(name);
    }

    @Override
    public Listing list(String folder) {
      count(folder, new Count(1, 0, 0));
      return super.list(folder);
    }
  }
}
