package dev.meridian.backup.basebackup;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.replication.BackupTablespace;
import dev.meridian.postgres.replication.BaseBackupVisitor;
import dev.meridian.postgres.tar.TarEntry;
import dev.meridian.postgres.tar.TarReader;
import dev.meridian.postgres.tar.TarVisitor;
import dev.meridian.repository.backup.BackedUpFolder;
import dev.meridian.repository.backup.BackedUpLink;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.backup.Tablespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts what a base backup sends into a backup of the repository, as it comes. */
final class ServerCopy implements BaseBackupVisitor {

  private static final String TABLESPACE_LINKS = "pg_tblspc/";
  private static final String ARCHIVE = ".tar";
  private static final String DATA_DIRECTORY = "base";

  private final BackupWriter backup;
  private long tablespace = Tablespace.DATA_DIRECTORY;
  private @Nullable TarReader tar;

  ServerCopy(BackupWriter backup) {
    this.backup = backup;
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
    // The backup's own manifest has a stronger checksum of each file.
  }

  /** The last archive is complete. */
  void finish() throws IOException {
    if (tar != null) {
      tar.finish();
    }
  }

  /** The members of the archive under way. */
  private final class Members implements TarVisitor {

    private boolean inFile;
    private byte[] copied = new byte[0];

    @Override
    public void begin(TarEntry entry) {
      String path = entry.name().startsWith("./") ? entry.name().substring(2) : entry.name();
      switch (entry.type()) {
        case FILE -> {
          inFile = true;
          backup.beginFile(
              new FileHeader(path, tablespace, entry.size(), entry.mode(), entry.modified()));
        }
        case DIRECTORY -> addFolder(path, entry.mode());
        case SYMLINK -> addLink(path, entry.linkTarget());
      }
    }

    @Override
    public void content(ByteBuffer bytes) {
      int count = bytes.remaining();
      if (bytes.hasArray()) {
        backup.write(bytes.array(), bytes.arrayOffset() + bytes.position(), count);
      } else {
        copied = copied.length < count ? new byte[count] : copied;
        bytes.get(bytes.position(), copied, 0, count);
        backup.write(copied, 0, count);
      }
    }

    @Override
    public void end() {
      if (inFile) {
        inFile = false;
        backup.endFile();
      }
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
