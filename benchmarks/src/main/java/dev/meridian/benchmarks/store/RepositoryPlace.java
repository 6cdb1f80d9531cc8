package dev.meridian.benchmarks.store;

import dev.meridian.repository.objectstore.StoreSettings;
import dev.meridian.repository.objectstore.Stores;
import dev.meridian.repository.store.Store;
import dev.meridian.testsupport.TestBucket;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where what is measured keeps its repository: a folder, or a bucket of an S3 server in this JVM.
 *
 * @param environment what a process needs to be let in there
 */
public record RepositoryPlace(
    String location, StoreSettings settings, Map<String, String> environment) {

  /** A folder. */
  public static RepositoryPlace folder(Path folder) {
    return new RepositoryPlace(folder.toString(), StoreSettings.DEFAULT, Map.of());
  }

  /** An S3 server that keeps its objects below {@code folder}. */
  public static RepositoryPlace s3(Path folder) throws Exception {
    TestBucket bucket = TestBucket.start(folder);
    bucket.letIn();
    return new RepositoryPlace(
        bucket.location(),
        new StoreSettings(bucket.endpoint(), TestBucket.REGION, null, null),
        bucket.credentials());
  }

  /** What lies there. */
  public Store open() {
    return Stores.open(location, settings);
  }
}
