package dev.meridian.postgres.replication;

import dev.meridian.postgres.Lsn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The exchange of one BASE_BACKUP: where it starts, the tablespaces, a copy of all archives and the
 * manifest, where it ends. Protocol: "Streaming Replication Protocol" in PostgreSQL's manual.
 */
final class BaseBackup {

  /**
   * Files come as fast as they are read. A server that is frozen, or whose disk doesn't answer,
   * keeps its connection all the same, and nobody else would get their turn.
   */
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private final Wire wire;
  private final BaseBackupVisitor visitor;
  private boolean inManifest;

  BaseBackup(Wire wire, BaseBackupVisitor visitor) {
    this.wire = wire;
    this.visitor = visitor;
  }

  BaseBackupResult run(BaseBackupOptions options) throws IOException {
    wire.query(options.command());
    Row start = only(wire.resultSet());
    List<BackupTablespace> tablespaces = new ArrayList<>();
    for (Row row : wire.resultSet()) {
      tablespaces.add(tablespace(row));
    }
    Lsn startLsn = Lsn.parse(start.text(0));
    int startTimeline = Integer.parseInt(start.text(1));
    visitor.started(startLsn, startTimeline, List.copyOf(tablespaces));
    wire.expect(Wire.COPY_OUT);
    while (wire.readWithin(SILENCE) == Wire.COPY_DATA) {
      read(wire.body());
    }
    if (wire.type() != Wire.COPY_DONE) {
      throw wire.unexpected();
    }
    Row end = only(wire.resultSet());
    wire.expectReady();
    return new BaseBackupResult(
        startLsn, startTimeline, Lsn.parse(end.text(0)), Integer.parseInt(end.text(1)));
  }

  private void read(ByteBuffer message) throws IOException {
    switch (message.get()) {
      case 'n' -> visitor.archive(Wire.string(message), Wire.string(message));
      case 'm' -> inManifest = true;
      case 'p' -> visitor.progress(message.getLong());
      case 'd' -> {
        if (inManifest) {
          visitor.manifest(message.slice());
        } else {
          visitor.content(message.slice());
        }
      }
      default -> throw wire.unexpected();
    }
  }

  private static BackupTablespace tablespace(Row row) {
    return new BackupTablespace(
        row.column(0).map(Integer::parseUnsignedInt),
        row.column(1),
        row.column(2).map(Long::parseLong).orElse(0L) * 1024);
  }

  private static Row only(List<Row> rows) throws IOException {
    if (rows.size() != 1) {
      throw new IOException("The server answered with " + rows.size() + " rows instead of one");
    }
    return rows.getFirst();
  }
}
