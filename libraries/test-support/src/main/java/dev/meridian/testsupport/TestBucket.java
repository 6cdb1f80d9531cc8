package dev.meridian.testsupport;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** An S3 server with one bucket, whose objects are files. Who uses it depends on s3proxy. */
public final class TestBucket implements AutoCloseable {

  /** Where the bucket is, of all S3 servers. */
  public static final String REGION = "us-east-1";

  private static final String NAME = "backups";
  private static final String KEY_ID = "test-key-id";
  private static final String SECRET = "test-secret-key";

  private final Path folder;
  private final S3Proxy server;

  private TestBucket(Path folder, S3Proxy server) {
    this.folder = folder;
    this.server = server;
  }

  /** Starts a server that keeps its bucket in {@code folder}. */
  public static TestBucket start(Path folder) throws Exception {
    Files.createDirectories(folder.resolve(NAME));
    var properties = new Properties();
    properties.setProperty("jclouds.filesystem.basedir", folder.toString());
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(BlobStores.create("filesystem-nio2", properties))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, KEY_ID, SECRET)
            .build();
    server.start();
    return new TestBucket(folder, server);
  }

  /** As a region's repository names it. */
  public String location() {
    return "s3://" + NAME;
  }

  /** The server's URL. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /** What a process needs in its environment to be let in. */
  public Map<String, String> credentials() {
    return Map.of("AWS_ACCESS_KEY_ID", KEY_ID, "AWS_SECRET_ACCESS_KEY", SECRET);
  }

  /** Lets this process in. */
  public void letIn() {
    System.setProperty("aws.accessKeyId", KEY_ID);
    System.setProperty("aws.secretAccessKey", SECRET);
  }

  /** Where the objects lie, as files. */
  public Path objects() {
    return folder.resolve(NAME);
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }
}
