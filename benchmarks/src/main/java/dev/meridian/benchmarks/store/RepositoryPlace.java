package dev.meridian.benchmarks.store;

import dev.meridian.repository.objectstore.StoreSettings;
import dev.meridian.repository.objectstore.Stores;
import dev.meridian.repository.store.Store;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/**
 * Where what is measured keeps its repository: a folder, or a bucket of an S3 server in this JVM.
 *
 * @param environment what a process needs to be let in there
 */
public record RepositoryPlace(
    String location, StoreSettings settings, Map<String, String> environment) {

  private static final String KEY_ID = "benchmark";
  private static final String SECRET = "benchmark-secret";
  private static final String BUCKET = "north";

  /** A folder. */
  public static RepositoryPlace folder(Path folder) {
    return new RepositoryPlace(folder.toString(), StoreSettings.DEFAULT, Map.of());
  }

  /** An S3 server that keeps its objects below {@code folder}. */
  public static RepositoryPlace s3(Path folder) throws Exception {
    Files.createDirectories(folder.resolve(BUCKET));
    var properties = new Properties();
    properties.setProperty("jclouds.filesystem.basedir", folder.toString());
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(BlobStores.create("filesystem-nio2", properties))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, KEY_ID, SECRET)
            .build();
    server.start();
    System.setProperty("aws.accessKeyId", KEY_ID);
    System.setProperty("aws.secretAccessKey", SECRET);
    return new RepositoryPlace(
        "s3://" + BUCKET,
        new StoreSettings("http://127.0.0.1:" + server.getPort(), "us-east-1", null, null),
        Map.of("AWS_ACCESS_KEY_ID", KEY_ID, "AWS_SECRET_ACCESS_KEY", SECRET));
  }

  /** What lies there. */
  public Store open() {
    return Stores.open(location, settings);
  }
}
