package dev.meridian.repository.basebackup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.incremental.IncrementalFile;
import dev.meridian.postgres.replication.BackupTablespace;
import dev.meridian.postgres.replication.BaseBackupVisitor;
import dev.meridian.postgres.tar.TarEntry;
import dev.meridian.postgres.tar.TarReader;
import dev.meridian.postgres.tar.TarVisitor;
import dev.meridian.repository.backup.BackedUpFile;
import dev.meridian.repository.backup.BackedUpFolder;
import dev.meridian.repository.backup.BackedUpLink;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.ComparedFile;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.backup.StitchedFile;
import dev.meridian.repository.backup.Tablespace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts what a base backup sends into a backup of the repository, as it comes. */
public final class ServerCopy implements BaseBackupVisitor {

  private static final String TABLESPACE_LINKS = "pg_tblspc/";
  private static final String LABEL = "backup_label";
  private static final String ARCHIVE = ".tar";
  private static final String DATA_DIRECTORY = "base";

  private final BackupWriter backup;
  private final Changes changes;
  private long tablespace = Tablespace.DATA_DIRECTORY;
  private @Nullable TarReader tar;

  /** Into a backup with a base or without one. */
  public ServerCopy(BackupWriter backup, Changes changes) {
    this.backup = backup;
    this.changes = changes;
  }

  @Override
  public void started(Lsn start, int timeline, List<BackupTablespace> tablespaces) {
    for (BackupTablespace each : tablespaces) {
      each.oid()
          .map(Integer::toUnsignedLong)
          .ifPresent(
              oid -> backup.addTablespace(new Tablespace(oid, each.location().orElseThrow())));
    }
  }

  @Override
  public void archive(String name, String location) throws IOException {
    finish();
    String archived = name.endsWith(ARCHIVE) ? name.substring(0, name.length() - 4) : name;
    tablespace =
        archived.equals(DATA_DIRECTORY)
            ? Tablespace.DATA_DIRECTORY
            : Long.parseUnsignedLong(archived);
    tar = new TarReader(new Members());
  }

  @Override
  public void content(ByteBuffer bytes) throws IOException {
    if (tar != null) {
      tar.accept(bytes);
    }
  }

  @Override
  public void manifest(ByteBuffer json) {
    byte[] bytes = copy(json);
    backup.writePostgresManifest(bytes, 0, bytes.length);
  }

  private static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(bytes.position(), copy);
    return copy;
  }

  /** The last archive is complete. */
  public void finish() throws IOException {
    if (tar != null) {
      tar.finish();
    }
  }

  /** The members of the archive under way. */
  private final class Members implements TarVisitor {

    private @Nullable Receiver file;

    @Override
    public void begin(TarEntry entry) throws IOException {
      String path = entry.name().startsWith("./") ? entry.name().substring(2) : entry.name();
      switch (entry.type()) {
        case FILE -> file = receiver(path, entry);
        case DIRECTORY -> addFolder(path, entry.mode());
        case SYMLINK -> addLink(path, entry.linkTarget());
      }
    }

    @Override
    public void content(ByteBuffer bytes) throws IOException {
      requireNonNull(file).accept(bytes);
    }

    @Override
    public void end() throws IOException {
      if (file != null) {
        file.finish();
        file = null;
      }
    }
  }

  private Receiver receiver(String path, TarEntry entry) throws IOException {
    String name = path.substring(path.lastIndexOf('/') + 1);
    boolean told = changes == Changes.TOLD && backup.isIncremental();
    if (told && name.startsWith(IncrementalFile.PREFIX)) {
      String folder = path.substring(0, path.length() - name.length());
      FileHeader sent = header(folder + name.substring(IncrementalFile.PREFIX.length()), entry);
      return new Stitched(new StitchedFile(backup, sent, before(sent)));
    }
    FileHeader header = header(path, entry);
    if (told && path.equals(LABEL)) {
      return new Label(header);
    }
    return changes == Changes.COMPARED && ComparedFile.isFor(header.size())
        ? new Compared(new ComparedFile(backup, header))
        : new Whole(header);
  }

  private FileHeader header(String path, TarEntry entry) {
    return new FileHeader(path, tablespace, entry.size(), entry.mode(), entry.modified());
  }

  private BackedUpFile before(FileHeader sent) throws BaseUnfit {
    return backup
        .before(sent.tablespace(), sent.path())
        .orElseThrow(() -> new BaseUnfit("The base has no file " + sent.path()));
  }

  /** The server sent what the base cannot be the base of. */
  public static final class BaseUnfit extends IOException {

    private static final long serialVersionUID = 1;

    BaseUnfit(String message) {
      super(message);
    }
  }

  /** Takes the content of one file. */
  private interface Receiver {

    void accept(ByteBuffer bytes) throws IOException;

    void finish() throws IOException;
  }

  /** A file of which all is sent. */
  private final class Whole implements Receiver {

    Whole(FileHeader header) {
      backup.beginFile(header);
    }

    @Override
    public void accept(ByteBuffer bytes) {
      if (bytes.hasArray()) {
        backup.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
      } else {
        byte[] copied = copy(bytes);
        backup.write(copied, 0, copied.length);
      }
    }

    @Override
    public void finish() {
      backup.endFile();
    }
  }

  /** A file of which all is sent, of which what changed is wanted. */
  private record Compared(ComparedFile file) implements Receiver {

    @Override
    public void accept(ByteBuffer bytes) {
      file.accept(bytes);
    }

    @Override
    public void finish() {
      file.finish();
    }
  }

  /** A file of which changed pages are sent. */
  private record Stitched(StitchedFile file) implements Receiver {

    @Override
    public void accept(ByteBuffer bytes) throws IOException {
      file.accept(bytes);
    }

    @Override
    public void finish() throws IOException {
      file.finish();
    }
  }

  /** The label without what says that the backup is incremental: restored, it is not any more. */
  private final class Label implements Receiver {

    private final FileHeader sent;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    Label(FileHeader sent) {
      this.sent = sent;
    }

    @Override
    public void accept(ByteBuffer bytes) {
      text.writeBytes(copy(bytes));
    }

    @Override
    public void finish() {
      byte[] kept =
          text.toString(UTF_8)
              .lines()
              .filter(line -> !line.startsWith("INCREMENTAL FROM "))
              .map(line -> line + "\n")
              .collect(joining())
              .getBytes(UTF_8);
      backup.beginFile(
          new FileHeader(
              sent.path(), sent.tablespace(), kept.length, sent.mode(), sent.modified()));
      backup.write(kept, 0, kept.length);
      backup.endFile();
    }
  }

  private void addFolder(String path, int mode) {
    if (!path.isEmpty() && !path.equals(".")) {
      backup.addFolder(new BackedUpFolder(path, tablespace, mode));
    }
  }

  private void addLink(String path, String target) {
    if (!path.startsWith(TABLESPACE_LINKS)) {
      backup.addLink(new BackedUpLink(path, tablespace, target));
    }
  }
}
