package dev.meridian.repository.sealing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.KeyGenerator;

/** A token in the folder that the variable {@code SOFTHSM2_CONF} of the build names. */
final class SoftHsm {

  static final String PIN = "97531";

  private static final Path CONFIGURATION = Path.of(System.getenv("SOFTHSM2_CONF"));
  private static final Provider PROVIDER = initialised();

  private SoftHsm() {}

  static Path module() {
    Optional<Path> found =
        Stream.of(
                "/usr/lib/softhsm/libsofthsm2.so",
                "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
                "/usr/lib64/pkcs11/libsofthsm2.so",
                "/opt/homebrew/lib/softhsm/libsofthsm2.so")
            .map(Path::of)
            .filter(Files::exists)
            .findFirst();
    return found.orElseThrow(
        () ->
            new IllegalStateException(
                "There is no SoftHSM: install softhsm2, or exclude the group pkcs11"));
  }

  private static Provider initialised() {
    try {
      Path tokens = Files.createTempDirectory(CONFIGURATION.getParent(), "softhsm");
      Files.writeString(
          CONFIGURATION, "directories.tokendir = %s\nlog.level = ERROR\n".formatted(tokens));
      run(
          "softhsm2-util",
          "--init-token",
          "--free",
          "--label",
          "test",
          "--pin",
          PIN,
          "--so-pin",
          PIN);
      return Security.getProvider("SunPKCS11")
          .configure("--name=test\nlibrary=%s\nslotListIndex=0\n".formatted(module()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new key in the token, which never leaves it. */
  static void generate(String label) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS11", PROVIDER);
      store.load(null, PIN.toCharArray());
      KeyGenerator generator = KeyGenerator.getInstance("AES", PROVIDER);
      generator.init(256);
      store.setKeyEntry(label, generator.generateKey(), null, null);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** What {@code main} says in a process of its own, with the same token. */
  static String inAnotherProcess(Class<?> main, String argument) throws IOException {
    return run(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        main.getName(),
        argument);
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
