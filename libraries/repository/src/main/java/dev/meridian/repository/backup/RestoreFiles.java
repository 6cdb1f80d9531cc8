package dev.meridian.repository.backup;

import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.work.ParallelSteps;
import dev.meridian.repository.work.Progress;
import dev.meridian.repository.work.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes a backup's files, in parallel: large ones in parts. Pages of zeros are not written: files
 * are sparse there.
 */
final class RestoreFiles {

  /** Small files are handed to the threads in runs of about this many bytes. */
  private static final long RUN_BYTES = 16 << 20;

  private static final int RUN_FILES = 500;
  private static final int FOLDER_MODE = 0700;

  private final BackupManifest manifest;
  private final ManifestReader reader;
  private final TargetFolders target;
  private final Supplier<PackCursor> cursors;
  private final IntFunction<String> packNames;
  private final boolean sync;
  private final Progress progress;
  private final Set<Path> folders = new TreeSet<>();

  /** Their buffers are large, and dear where the heap is small: they are used again. */
  private final Deque<PackCursor> idle = new ConcurrentLinkedDeque<>();

  RestoreFiles(
      BackupManifest manifest,
      ManifestReader reader,
      TargetFolders target,
      Supplier<PackCursor> cursors,
      IntFunction<String> packNames,
      boolean sync,
      ProgressListener listener) {
    this.manifest = manifest;
    this.reader = reader;
    this.target = target;
    this.cursors = cursors;
    this.packNames = packNames;
    this.sync = sync;
    this.progress = new Progress(listener, manifest.summary().logicalBytes());
  }

  /** Writes all. */
  void run() {
    try (@Nullable SyncFiles durable = sync ? new SyncFiles() : null) {
      makeFolders();
      makeLinks();
      ParallelSteps.run(
          "restore",
          steps -> tell((_, _) -> false, run -> steps.accept(() -> restore(run, durable))));
      if (durable != null) {
        folders.forEach(durable::begin);
        durable.await();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not restore to " + target.dataDirectory(), e);
    }
  }

  /** Writes all but what {@code late} takes: of that, the files are there, and all zeros. */
  void runFirst(LateFiles late) {
    try {
      makeFolders();
      makeLinks();
      ParallelSteps.run(
          "restore",
          steps ->
              tell(
                  (file, parts) -> late.add(file, parts) && make(file),
                  run -> steps.accept(() -> restore(run, null))));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not restore to " + target.dataDirectory(), e);
    }
  }

  /** Writes what {@code late} took, but for the pages that are left to the log meanwhile. */
  void runLate(LateFiles late) {
    try {
      ParallelSteps.run(
          "restore-late",
          steps -> tellLate(late, (part, file) -> steps.accept(() -> restore(part, late, file))));
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
  }

  private void makeFolderOf(Path path) throws IOException {
    Path folder = path.getParent();
    if (folder != null && !folders.contains(folder)) {
      makeFolder(folder, FOLDER_MODE);
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
    makeFolderOf(link);
    Files.createSymbolicLink(link, to);
  }

  private interface Taken {
    boolean test(BackedUpFile file, List<FilePart> parts) throws IOException;
  }

  /**
   * In about the order of the backup: neighbours in the packs stay together.
   *
   * @param taken by somebody else
   */
  private void tell(Taken taken, Consumer<List<FilePart>> runs) throws IOException {
    var small = new SmallFiles(runs);
    var large = new TakingTurns<FilePart>(part -> runs.accept(List.of(part)));
    reader.<IOException>read(
        file -> {
          makeFolderOf(path(file));
          List<FilePart> parts = FilePart.of(file);
          if (taken.test(file, parts)) {
            return;
          }
          if (parts.size() > 1) {
            make(file);
            large.add(parts);
          } else {
            small.add(parts.getFirst());
          }
        });
    small.flush();
    large.flush();
  }

  private void tellLate(LateFiles late, BiConsumer<FilePart, LateFile> parts) throws IOException {
    var turns =
        new TakingTurns<FilePart>(
            part -> late.of(part.whole().file()).ifPresent(file -> parts.accept(part, file)));
    reader.<IOException>read(
        file -> {
          if (late.of(file).isPresent()) {
            turns.add(FilePart.of(file));
          }
        });
    turns.flush();
  }

  /** Makes runs of files that are not worth a step each. */
  private static final class SmallFiles {

    private final Consumer<List<FilePart>> runs;
    private List<FilePart> run = new ArrayList<>();
    private long bytes;

    SmallFiles(Consumer<List<FilePart>> runs) {
      this.runs = runs;
    }

    void add(FilePart part) {
      run.add(part);
      bytes += part.length();
      if (bytes >= RUN_BYTES || run.size() >= RUN_FILES) {
        flush();
      }
    }

    void flush() {
      runs.accept(run);
      run = new ArrayList<>();
      bytes = 0;
    }
  }

  private boolean make(BackedUpFile file) throws IOException {
    Path path = path(file);
    Files.createFile(path);
    Files.setPosixFilePermissions(path, permissions(file.header().mode()));
    try (var made = new RandomAccessFile(path.toFile(), "rw")) {
      made.setLength(file.header().size());
    }
    return true;
  }

  private void restore(List<FilePart> run, @Nullable SyncFiles durable) throws IOException {
    PackCursor known = idle.pollFirst();
    PackCursor cursor = known == null ? cursors.get() : known;
    try (cursor) {
      for (FilePart part : run) {
        if (part.whole().inOnePart()) {
          make(part.whole().file());
        }
        restore(part, cursor);
        if (durable != null) {
          durable.begin(path(part.whole().file()));
        }
      }
    }
    idle.addFirst(cursor);
  }

  private void restore(FilePart part, PackCursor cursor) throws IOException {
    BackedUpFile file = part.whole().file();
    try (var opened = new RandomAccessFile(path(file).toFile(), "rw")) {
      var written = new SparseFile(opened.getChannel(), part.offset());
      if (part.whole().inOnePart()) {
        var verified = new VerifiedFile(file, new Counted(written, null));
        copy(part, cursor, verified);
        verified.check(packNames);
      } else {
        var sum = new CRC32C();
        copy(part, cursor, new Counted(written, sum));
        check(part, (int) sum.getValue());
      }
    }
  }

  private void restore(FilePart part, LateFiles late, LateFile file) throws IOException {
    PackCursor known = idle.pollFirst();
    PackCursor cursor = known == null ? cursors.get() : known;
    Path path = path(part.whole().file());
    try (cursor;
        FileChannel opened = FileChannel.open(path, StandardOpenOption.WRITE)) {
      var written = new SparseFile(opened, part.offset(), file::isLeftToLog);
      var sum = new CRC32C();
      copy(part, cursor, new Counted(file.guarding(written), sum));
      check(part, (int) sum.getValue());
      late.partWritten(file, part.number());
    } catch (NoSuchFileException e) {
      requireUnlogged(path, e);
    }
    idle.addFirst(cursor);
  }

  /** PostgreSQL removes the files of unlogged relations when it begins to recover. */
  private static void requireUnlogged(Path path, NoSuchFileException missing) throws IOException {
    String relation = String.valueOf(path.getFileName()).replaceFirst("\\..*", "");
    if (!Files.exists(path.resolveSibling(relation + "_init"))) {
      throw missing;
    }
  }

  private static void copy(FilePart part, PackCursor cursor, OutputStream sink) throws IOException {
    for (Extent extent : part.extents()) {
      cursor.copy(extent, sink);
    }
  }

  private void check(FilePart part, int crc32c) {
    BackedUpFile file = part.whole().file();
    Checksum found = part.whole().partRestored(part, crc32c).or(file::checksum).orElse(null);
    if (file.checksum().isPresent() && !file.checksum().get().equals(found)) {
      throw new DamagedObject(
          packNames.apply(file.extents().getFirst().pack()),
          "the file " + file.header().path() + " is not what was backed up");
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

  /** Sums up what passes, and tells the listener how much was written. */
  private final class Counted extends OutputStream {

    private final OutputStream out;
    private final @Nullable CRC32C sum;

    Counted(OutputStream out, @Nullable CRC32C sum) {
      this.out = out;
      this.sum = sum;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      if (sum != null) {
        sum.update(bytes, offset, length);
      }
      progress.add(length);
    }
  }
}
