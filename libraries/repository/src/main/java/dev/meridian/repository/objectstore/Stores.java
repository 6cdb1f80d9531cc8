package dev.meridian.repository.objectstore;

import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.store.Store;

/**
 * Opens the store that a location names: a directory's path, {@code s3://bucket/prefix}, {@code
 * az://account/container/prefix}, or {@code gs://bucket/prefix}.
 *
 * <p>Credentials are never part of a location or of its settings. S3: {@code AWS_ACCESS_KEY_ID} and
 * {@code AWS_SECRET_ACCESS_KEY}, {@code ~/.aws/credentials}, a web identity's file, or the
 * machine's role, as for every tool that uses AWS's SDK. Azure: {@code AZURE_STORAGE_KEY}, {@code
 * AZURE_STORAGE_SAS_TOKEN} or {@code AZURE_STORAGE_CONNECTION_STRING}, as {@code az} knows them;
 * otherwise a service principal of the environment, a workload identity, the machine's managed
 * identity, or {@code az}'s login. Google: the application default credentials, which are {@code
 * GOOGLE_APPLICATION_CREDENTIALS}, {@code gcloud}'s, or the machine's.
 */
public final class Stores {

  private Stores() {}

  /**
   * The store at a location. A directory is made if it isn't there; a bucket must be there.
   *
   * @throws BadLocation when it is no location, or the service there can't keep a repository
   * @throws dev.meridian.repository.store.StoreUnavailable when it can't be reached
   */
  public static Store open(String location, StoreSettings settings) {
    return switch (Location.parse(location)) {
      case Location.Directory(var path) -> DirectoryStore.open(path);
      case Location.Bucketed place -> {
        BucketStore store = store(place, settings);
        store.requireConditionalWrites();
        yield store;
      }
    };
  }

  /**
   * The store at a location for one who only reads: nothing is made or removed, and nothing is
   * asked of an object store yet.
   *
   * @throws BadLocation when it is no location
   */
  public static Store openToRead(String location, StoreSettings settings) {
    return switch (Location.parse(location)) {
      case Location.Directory(var path) -> DirectoryStore.openToRead(path);
      case Location.Bucketed place -> store(place, settings);
    };
  }

  /**
   * Whether a location is that of an object store, where a call takes longer than in a directory.
   *
   * @throws BadLocation when it is no location
   */
  public static boolean isObjectStore(String location) {
    return Location.parse(location) instanceof Location.Bucketed;
  }

  private static BucketStore store(Location.Bucketed place, StoreSettings settings) {
    Bucket bucket =
        switch (place.kind()) {
          case S3 -> S3Bucket.of(place, settings);
          case AZURE -> AzureBucket.of(place, settings);
          case GCS -> GcsBucket.of(place, settings);
        };
    return new BucketStore(bucket, place.prefix());
  }
}
