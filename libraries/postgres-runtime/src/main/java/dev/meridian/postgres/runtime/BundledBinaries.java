package dev.meridian.postgres.runtime;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL binaries that this library brings along: resources {@code
 * /postgresql/<major>.jar}, each holding one {@code .txz}. Extracted once to {@code
 * <cache>/<version>/}; that directory appears complete or not at all.
 */
final class BundledBinaries {

  private static final Logger log = LoggerFactory.getLogger(BundledBinaries.class);
  private static final String READABLE = "rwxr-xr-x";

  private final Path cache;
  private final SortedMap<Integer, String> versions = readVersions();

  BundledBinaries(Path cache) {
    this.cache = cache.toAbsolutePath().normalize();
  }

  /** The bundled versions, such as {@code 18.6}, by major version. */
  SortedMap<Integer, String> versions() {
    return versions;
  }

  /** The {@code bin} directory of a bundled version, extracted if it is not yet. */
  Path extract(int major) {
    var directory = cache.resolve(String.valueOf(versions.get(major)));
    try {
      if (!Files.isDirectory(directory)) {
        extract(major, directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot extract PostgreSQL %d to %s".formatted(major, directory), e);
    }
    return directory.resolve("bin");
  }

  private void extract(int major, Path directory) throws IOException {
    log.info("Extracting PostgreSQL {} to {}", versions.get(major), directory);
    Files.createDirectories(cache);
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString(READABLE));
    var partial = Files.createTempDirectory(cache, ".extracting-");
    try {
      unpack(major, partial);
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString(READABLE));
      rename(partial, directory);
    } finally {
      FileTree.delete(partial);
    }
  }

  private static void rename(Path partial, Path directory) throws IOException {
    try {
      Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
      log.debug("Another process extracted {} at the same time", directory, e);
    }
  }

  private static void unpack(int major, Path target) throws IOException {
    try (var jar = new ZipInputStream(resource(major + ".jar"))) {
      for (var entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
        if (entry.getName().endsWith(".txz")) {
          untar(jar, target);
          return;
        }
      }
    }
    throw new IOException("No .txz in the bundled PostgreSQL " + major);
  }

  private static void untar(InputStream txz, Path target) throws IOException {
    var tar = new TarArchiveInputStream(new XZCompressorInputStream(txz));
    for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      write(tar, entry, target);
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    var file = target.resolve(entry.getName()).normalize();
    if (!file.startsWith(target)) {
      throw new IOException("The archive names a file outside itself: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(FileTree.parent(file));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(file, target.resolve(entry.getLinkName()).normalize());
    } else {
      Files.copy(tar, file);
      var executable = (entry.getMode() & 0111) != 0;
      Files.setPosixFilePermissions(
          file, PosixFilePermissions.fromString(executable ? READABLE : "rw-r--r--"));
    }
  }

  private static SortedMap<Integer, String> readVersions() {
    var properties = new Properties();
    try (var in = resource("versions.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the versions of the bundled PostgreSQL", e);
    }
    var versions = new TreeMap<Integer, String>();
    for (var major : properties.stringPropertyNames()) {
      // The binaries' third number counts repackagings: 18.6.0 is PostgreSQL 18.6.
      var parts = properties.getProperty(major).split("\\.", -1);
      versions.put(Integer.valueOf(major), parts[0] + "." + parts[1]);
    }
    return versions;
  }

  private static InputStream resource(String name) throws IOException {
    var in = BundledBinaries.class.getResourceAsStream("/postgresql/" + name);
    if (in == null) {
      throw new FileNotFoundException("Not bundled: " + name);
    }
    return in;
  }
}
