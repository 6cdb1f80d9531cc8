package dev.meridian.repository.backup;

import dev.meridian.repository.work.ParallelSteps;
import dev.meridian.repository.work.Progress;
import dev.meridian.repository.work.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Writes a backup's files, in parallel, each by one thread from its beginning to its end. */
final class RestoreFiles {

  /** Files are handed to the threads in runs of about this many bytes. */
  private static final long RUN_BYTES = 16 << 20;

  private static final int FOLDER_MODE = 0700;

  private final BackupManifest manifest;
  private final TargetFolders target;
  private final Supplier<PackCursor> cursors;
  private final IntFunction<String> packNames;
  private final boolean sync;
  private final Progress progress;
  private final Set<Path> folders = new TreeSet<>();

  RestoreFiles(
      BackupManifest manifest,
      TargetFolders target,
      Supplier<PackCursor> cursors,
      IntFunction<String> packNames,
      boolean sync,
      ProgressListener listener) {
    this.manifest = manifest;
    this.target = target;
    this.cursors = cursors;
    this.packNames = packNames;
    this.sync = sync;
    this.progress = new Progress(listener, manifest.summary().logicalBytes());
  }

  void run() {
    try {
      makeFolders();
      makeLinks();
      ParallelSteps.run(
          "restore", runs().stream().<ParallelSteps.Step>map(run -> () -> restore(run)).toList());
      if (sync) {
        ParallelSteps.run(
            "restore",
            manifest.files().stream()
                .<ParallelSteps.Step>map(file -> () -> syncFile(file))
                .toList());
        for (Path folder : folders) {
          sync(folder);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not restore to " + target.dataDirectory(), e);
    }
  }

  private void makeFolders() throws IOException {
    makeFolder(target.dataDirectory(), FOLDER_MODE);
    for (Path folder : target.tablespaces().values()) {
      makeFolder(folder, FOLDER_MODE);
    }
    for (BackedUpFolder folder : manifest.folders()) {
      if (!isTablespaceLink(folder)) {
        makeFolder(target.resolve(folder.tablespace(), folder.path()), folder.mode());
      }
    }
    for (BackedUpFile file : manifest.files()) {
      Path folder = path(file).getParent();
      if (folder != null && !folders.contains(folder)) {
        makeFolder(folder, FOLDER_MODE);
      }
    }
  }

  private boolean isTablespaceLink(BackedUpFolder folder) {
    return target.isTablespaceLink(new BackedUpLink(folder.path(), folder.tablespace(), ""));
  }

  private void makeFolder(Path folder, int mode) throws IOException {
    boolean made = !Files.isDirectory(folder);
    Files.createDirectories(folder);
    folders.add(folder);
    if (made || folders.size() > 1) {
      Files.setPosixFilePermissions(folder, permissions(mode));
    }
  }

  private void makeLinks() throws IOException {
    for (BackedUpLink link : manifest.links()) {
      if (!target.isTablespaceLink(link)) {
        makeLink(target.resolve(link.tablespace(), link.path()), Path.of(link.target()));
      }
    }
    for (var tablespace : target.tablespaces().entrySet()) {
      Path link = target.resolve(Tablespace.DATA_DIRECTORY, "pg_tblspc/" + tablespace.getKey());
      makeLink(link, tablespace.getValue().toAbsolutePath());
    }
  }

  private void makeLink(Path link, Path to) throws IOException {
    Path folder = link.getParent();
    if (folder != null && !folders.contains(folder)) {
      makeFolder(folder, FOLDER_MODE);
    }
    Files.createSymbolicLink(link, to);
  }

  /** Neighbours in the packs stay together; the largest runs come first. */
  private List<List<BackedUpFile>> runs() {
    List<List<BackedUpFile>> runs = new ArrayList<>();
    List<BackedUpFile> run = new ArrayList<>();
    long bytes = 0;
    for (BackedUpFile file : manifest.files()) {
      run.add(file);
      bytes += file.header().size();
      if (bytes >= RUN_BYTES || run.size() >= 1000) {
        runs.add(run);
        run = new ArrayList<>();
        bytes = 0;
      }
    }
    runs.add(run);
    runs.sort(Comparator.comparingLong(RestoreFiles::bytes).reversed());
    return runs;
  }

  private static long bytes(List<BackedUpFile> run) {
    return run.stream().mapToLong(file -> file.header().size()).sum();
  }

  private void restore(List<BackedUpFile> run) throws IOException {
    try (PackCursor cursor = cursors.get()) {
      for (BackedUpFile file : run) {
        restore(file, cursor);
      }
    }
  }

  private void restore(BackedUpFile file, PackCursor cursor) throws IOException {
    Path path = path(file);
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream counted = new Counted(Channels.newOutputStream(channel));
      var verified = new VerifiedFile(file, counted);
      for (Extent extent : file.extents()) {
        cursor.copy(extent, verified);
      }
      verified.check(packNames);
    }
    Files.setPosixFilePermissions(path, permissions(file.header().mode()));
  }

  private void syncFile(BackedUpFile file) throws IOException {
    sync(path(file));
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private Path path(BackedUpFile file) {
    return target.resolve(file.header().tablespace(), file.header().path());
  }

  static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int bit = 0; bit < all.length; bit++) {
      if ((mode & (0400 >> bit)) != 0) {
        permissions.add(all[bit]);
      }
    }
    return permissions;
  }

  /** Tells the listener how much was written. */
  private final class Counted extends OutputStream {

    private final OutputStream out;

    Counted(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      progress.add(length);
    }
  }
}
