package dev.meridian.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * An ext4 file system of its own, in a file: it can be filled, and it can lose its power. Only root
 * can mount one, and only where there are loop devices; elsewhere, the test is skipped.
 */
final class LoopDisk implements AutoCloseable {

  private static final long BYTES = 800L << 20;

  /**
   * Ends a file system where it is, without its journal (Linux, {@code EXT4_IOC_SHUTDOWN} with
   * {@code EXT4_GOING_FLAGS_NOLOGFLUSH} in {@code fs/ext4/ext4.h}): what was not made durable is
   * not there when it is mounted again.
   */
  private static final String LOSE_POWER =
      "open(my $f, '<', $ARGV[0]) or die $!; my $how = pack('L', 2);"
          + " ioctl($f, 0x8004587D, $how) or die $!";

  private final Path image;
  private final Path folder;

  private LoopDisk(Path image, Path folder) {
    this.image = image;
    this.folder = folder;
  }

  /** An empty one. */
  static LoopDisk make() throws Exception {
    assumeTrue(new UnixSystem().getUid() == 0, "Only root can mount a file system");
    LoopDisk disk =
        new LoopDisk(
            Files.createTempFile("meridian-", ".disk"),
            Files.createTempDirectory("meridian-disk-"));
    try (var file = new RandomAccessFile(disk.image.toFile(), "rw")) {
      file.setLength(BYTES);
    }
    String made = run("mkfs.ext4", "-q", "-F", "-m", "0", disk.image.toString());
    String mounted = made.isEmpty() ? disk.mount() : made;
    if (!mounted.isEmpty()) {
      disk.delete();
    }
    assumeTrue(mounted.isEmpty(), "No file system on a loop device can be had: " + mounted);
    Files.setPosixFilePermissions(disk.folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    return disk;
  }

  Path folder() {
    return folder;
  }

  /** Leaves so many bytes free. */
  void fill(int left) throws Exception {
    long bytes = folder.toFile().getUsableSpace() - left;
    assertThat(run("fallocate", "-l", Long.toString(bytes), filler().toString())).isEmpty();
  }

  /** Takes back {@link #fill}. */
  void clear() throws IOException {
    Files.delete(filler());
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  /** Nobody can remove a file of it, or again. */
  void pin(Path file, boolean pinned) throws Exception {
    assertThat(run("chattr", pinned ? "+i" : "-i", file.toString())).isEmpty();
  }

  /** What is not durable by now is lost; nothing is read or written any more. */
  void losePower() throws Exception {
    assertThat(run("perl", "-e", LOSE_POWER, folder.toString())).isEmpty();
  }

  /** It is as after the start of its machine; whoever used it has ended, or is about to. */
  void restart() throws Exception {
    unmount();
    assertThat(mount()).isEmpty();
  }

  /** The journal is not written by itself as long as a test takes. */
  private String mount() throws Exception {
    return run("mount", "-o", "loop,commit=900", image.toString(), folder.toString());
  }

  private void unmount() {
    Awaitility.await().until(() -> run("umount", folder.toString()).isEmpty());
  }

  private void delete() throws IOException {
    Files.delete(folder);
    Files.delete(image);
  }

  @Override
  public void close() throws IOException {
    unmount();
    delete();
  }

  /** What a command says; nothing, if it did what it should. */
  private static String run(String... command) throws Exception {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      return command[0] + " does not end";
    }
    return process.exitValue() == 0 ? "" : "%s failed: %s".formatted(command[0], output);
  }
}
