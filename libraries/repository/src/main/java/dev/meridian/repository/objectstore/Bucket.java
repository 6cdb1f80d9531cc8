package dev.meridian.repository.objectstore;

import dev.meridian.repository.store.StoreUnavailable;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The calls of an object store that {@link BucketStore} is made of, by full keys. Each is tried
 * again by itself a few times and ends in bounded time; then, and when it makes no sense to try
 * again, it is {@link StoreUnavailable}.
 */
interface Bucket {

  /**
   * Creates an object in one call, unless there is one of that key.
   *
   * @return whether this call created it, also where that took more than one attempt
   */
  boolean put(String key, byte[] bytes, int length);

  /** Creates an object in one call, in the place of the one of that key if there is one. */
  void replace(String key, byte[] bytes, int length);

  /**
   * Begins an object that is sent in parts. Nothing is to be seen of it until it is complete.
   *
   * @param replacing whether it takes the place of the one of that key if there is one
   */
  Upload upload(String key, boolean replacing);

  /**
   * An object's bytes from {@code offset} on, at most {@code length}, which is not 0; no bytes
   * beyond its end. Empty when there is no such object.
   */
  Optional<InputStream> read(String key, long offset, long length);

  /** An object's size; empty when there is no such object. */
  OptionalLong size(String key);

  /**
   * What has keys that begin with {@code prefix}.
   *
   * @param deep whether all of it, or with what lies beyond a further {@code /} as folders
   */
  Found list(String prefix, boolean deep);

  /**
   * All that has keys that begin with {@code prefix} and come after {@code after}, and maybe more,
   * where the service can't leave it out.
   */
  default Found listAfter(String prefix, String after) {
    return list(prefix, true);
  }

  /** Deletes any number of objects; those that are not there count as deleted. */
  void delete(List<String> keys);

  /**
   * What a listing found.
   *
   * @param folders the prefixes up to a further {@code /}, with it
   */
  record Found(List<Key> objects, Set<String> folders) {

    /** An object. */
    record Key(String key, long size) {}
  }

  /** An object in the making. Parts may be sent by many threads at once, the rest by one. */
  interface Upload {

    /** Sends a part, numbered from 1. All but the last have {@link BucketStore#PART_BYTES}. */
    void part(int number, byte[] bytes, int length);

    /** Creates the object from all parts: as {@link #put}, or as {@link #replace}, and true. */
    boolean complete();

    /** Gives it up, as far as that can be done, on a thread that isn't interrupted; never fails. */
    void abort();
  }
}
