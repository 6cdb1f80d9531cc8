package dev.meridian.scenarios;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** An S3 server with one bucket, whose objects are files. */
final class BucketServer implements AutoCloseable {

  private static final String BUCKET = "backups";
  private static final String KEY_ID = "scenario";
  private static final String SECRET = "scenario-secret";

  private final Path folder;
  private final S3Proxy server;

  private BucketServer(Path folder, S3Proxy server) {
    this.folder = folder;
    this.server = server;
  }

  static BucketServer start(Path folder) throws Exception {
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
    return new BucketServer(folder, server);
  }

  /** What a process needs in its environment to have its first region here. */
  Map<String, String> asFirstRegion() {
    return Map.of(
        "MERIDIAN_REGIONS_0_REPOSITORY",
        "s3://" + BUCKET,
        "MERIDIAN_REGIONS_0_STORE_ENDPOINT",
        "http://127.0.0.1:" + server.getPort(),
        "MERIDIAN_REGIONS_0_STORE_REGION",
        "us-east-1",
        "AWS_ACCESS_KEY_ID",
        KEY_ID,
        "AWS_SECRET_ACCESS_KEY",
        SECRET);
  }

  long objects() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(BUCKET))) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }
}
