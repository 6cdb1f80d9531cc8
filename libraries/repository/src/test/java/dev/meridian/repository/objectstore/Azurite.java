package dev.meridian.repository.objectstore;

import com.azure.storage.blob.BlobContainerClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Azurite, Microsoft's emulator of Azure Blob, in memory: one for all tests of this JVM. npm
 * installs it into {@code target}, in the versions that its lock file names; it ends when this JVM
 * does.
 */
final class Azurite {

  /** Azurite's own, the same everywhere. */
  private static final String ACCOUNT = "devstoreaccount1";

  private static final String KEY =
      "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

  private static final Pattern LISTENS = Pattern.compile(".*listens on (http://\\S+)");

  private static Azurite shared;

  private final String endpoint;

  private Azurite() throws IOException, InterruptedException {
    Path home = install();
    Process process =
        new ProcessBuilder(
                "node",
                "start.js",
                "--inMemoryPersistence",
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                "0",
                "--silent",
                "--disableTelemetry")
            .directory(home.toFile())
            .redirectErrorStream(true)
            .start();
    BufferedReader output = process.inputReader();
    endpoint =
        output
            .lines()
            .map(LISTENS::matcher)
            .filter(Matcher::matches)
            .map(listens -> listens.group(1))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("Azurite has not started, in " + home));
    Thread.ofVirtual().start(() -> output.lines().forEach(line -> {}));
  }

  /** Started when first asked for. */
  static synchronized Azurite shared() throws Exception {
    if (shared == null) {
      shared = new Azurite();
    }
    return shared;
  }

  private static Path install() throws IOException, InterruptedException {
    Path home = Files.createDirectories(Path.of("target", "azurite"));
    for (String file : List.of("package.json", "package-lock.json", "start.js")) {
      try (InputStream in = Azurite.class.getResourceAsStream("/azurite/" + file)) {
        Files.copy(in, home.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path installed = home.resolve("installed.json");
    if (Files.exists(installed)
        && Files.mismatch(installed, home.resolve("package-lock.json")) < 0) {
      return home;
    }
    npm(home);
    Files.copy(home.resolve("package-lock.json"), installed, StandardCopyOption.REPLACE_EXISTING);
    return home;
  }

  private static void npm(Path home) throws IOException, InterruptedException {
    Process npm;
    try {
      npm =
          new ProcessBuilder(
                  "npm", "ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund")
              .directory(home.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "The tests of Azure Blob need Node.js 20 or later with npm on the PATH, or"
              + " -DexcludedGroups=azure to go without them",
          e);
    }
    String output = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (npm.waitFor() != 0) {
      throw new IllegalStateException("npm could not install Azurite:\n" + output);
    }
  }

  /** Of the service, before the account. */
  String endpoint() {
    return endpoint;
  }

  StoreSettings settings() {
    return new StoreSettings(endpoint, null, null, null);
  }

  /** The name of a new container. */
  String newContainer() {
    String name = "container-" + UUID.randomUUID();
    client(name, settings(), Map.of("AZURE_STORAGE_KEY", KEY)).create();
    return name;
  }

  static AzureBucket bucket(String container, StoreSettings settings) {
    return bucket(container, settings, Map.of("AZURE_STORAGE_KEY", KEY));
  }

  static AzureBucket bucket(
      String container, StoreSettings settings, Map<String, String> environment) {
    return new AzureBucket(
        client(container, settings, environment),
        place(container).toString(),
        settings.attempt(),
        100);
  }

  private static BlobContainerClient client(
      String container, StoreSettings settings, Map<String, String> environment) {
    return AzureClients.create(place(container), settings, environment);
  }

  private static Location.Bucketed place(String container) {
    return new Location.Bucketed(
        Location.Kind.AZURE, ACCOUNT, "", container, BucketContract.PREFIX);
  }
}
