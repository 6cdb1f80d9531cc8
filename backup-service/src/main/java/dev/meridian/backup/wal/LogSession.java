package dev.meridian.backup.wal;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.settings.WalSettings;
import dev.meridian.backup.wal.LogSource.LogConnection;
import dev.meridian.backup.wal.LogSource.LogStream;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.replication.ReplicationSlot;
import dev.meridian.postgres.replication.SystemIdentity;
import dev.meridian.postgres.replication.WalMessage;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.postgres.wal.WalReader;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.wal.WalArchiveWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One connection to a server: finds where to go on, and streams until something ends it. */
final class LogSession {

  static final String SLOT = "meridian_backup";

  private final ProtectedServer server;
  private final ServerArchive archive;
  private final WalArchiveWriter writer;
  private final JournalReplay replay;
  private final LiveLog live;
  private final LogMemory memory;
  private final WalSettings settings;
  private final LogConnection connection;
  private final BooleanSupplier synchronous;
  private final Consumer<@Nullable String> unreadable;

  /** Nothing that comes can be added to what needs log from before this. */
  private Lsn readableFrom = Lsn.ZERO;

  /**
   * @param unreadable is told what can't be read where the archive ends, or null
   */
  LogSession(
      ProtectedServer server,
      ServerArchive archive,
      WalArchiveWriter writer,
      JournalReplay replay,
      LiveLog live,
      LogMemory memory,
      WalSettings settings,
      LogConnection connection,
      BooleanSupplier synchronous,
      Consumer<@Nullable String> unreadable) {
    this.server = server;
    this.archive = archive;
    this.writer = writer;
    this.replay = replay;
    this.live = live;
    this.memory = memory;
    this.settings = settings;
    this.connection = connection;
    this.synchronous = synchronous;
    this.unreadable = unreadable;
  }

  /**
   * Streams until the connection or the server ends, and never returns otherwise.
   *
   * @param leaveGap whether the log where the archive ends is known to be gone
   * @throws LogSource.LogGone when that has just turned out
   */
  void run(boolean leaveGap, Runnable streaming) throws IOException {
    SystemIdentity identity = connection.identify();
    requireSame(identity);
    int segmentSize = connection.segmentSize();
    TimelineHistory line = connection.history(identity.timeline());
    keep(line);
    ReplicationSlot.Position kept = slot();
    writer.lookAnew();
    var keptFrom = new LogPosition(kept.timeline(), kept.lsn()).segmentStart(segmentSize);
    Beginning beginning =
        beginning(
            leaveGap,
            keptFrom,
            end -> StartingPoint.after(end, identity, line, segmentSize),
            segmentSize);
    readableFrom = beginning.readableFrom();
    unreadable.accept(beginning.unreadable());
    LogPosition position = beginning.position();
    WalReader reader = beginning.reader();
    // Only where the server has no more: what is older it may have removed, and a slot that was
    // made anew would be moved back to it.
    boolean safeBefore =
        beginning.goesOn()
            && position.timeline() == identity.timeline()
            && !position.lsn().isBefore(identity.flushed());
    while (true) {
      WalMessage.EndOfTimeline end = stream(position, reader, segmentSize, safeBefore, streaming);
      keep(connection.history(end.nextTimeline()));
      position = new LogPosition(end.nextTimeline(), end.switchedAt()).segmentStart(segmentSize);
      reader = new WalReader(position.lsn(), segmentSize);
      safeBefore = false;
    }
  }

  private Beginning beginning(
      boolean leaveGap, LogPosition kept, UnaryOperator<LogPosition> after, int segmentSize) {
    Optional<LogPosition> archived = ArchivedLog.end(archive.wal().coverage());
    if (archived.isEmpty()) {
      return Beginning.first(kept, segmentSize);
    }
    LogPosition end = archived.get();
    LogPosition position = leaveGap ? kept : after.apply(end);
    return position.equals(end) && !leaveGap
        ? Beginning.at(end, archive, segmentSize)
        : Beginning.apart(position, archive, end, segmentSize);
  }

  private void requireSame(SystemIdentity identity) {
    if (!identity.systemId().equals(server.systemIdentifier())) {
      throw new LogUnusable(
          "another-server",
          "At %s:%d there is another database cluster (%s) than the one that is protected (%s)"
              .formatted(
                  server.address(), server.port(), identity.systemId(), server.systemIdentifier()));
    }
  }

  /** The first timeline has no history file. */
  private void keep(TimelineHistory line) {
    if (line.timeline() > 1) {
      writer.putHistory(line.timeline(), line.format().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The slot, which keeps the log from its position on; made if it isn't there or was given up. */
  private ReplicationSlot.Position slot() throws IOException {
    Optional<ReplicationSlot> slot = connection.slot(SLOT);
    if (slot.isPresent() && slot.get().isLost()) {
      connection.dropSlot(SLOT);
      slot = Optional.empty();
    }
    if (slot.isEmpty()) {
      connection.createSlot(SLOT);
      slot = connection.slot(SLOT);
    }
    return slot.flatMap(ReplicationSlot::restart)
        .orElseThrow(() -> new IOException("The slot " + SLOT + " keeps no log"));
  }

  private WalMessage.EndOfTimeline stream(
      LogPosition position,
      WalReader reader,
      int segmentSize,
      boolean safeBefore,
      Runnable streaming)
      throws IOException {
    LogStream stream = connection.stream(SLOT, position.lsn(), position.timeline());
    var meanwhile = new SignsMeanwhile(stream::signOfLife);
    meanwhile.during(replay::settle);
    meanwhile.during(
        () -> live.beginsAt(position, unbrokenFrom(position), lastCommit(position.timeline())));
    streaming.run();
    if (safeBefore) {
      // Commits may be waiting for what is safe already.
      stream.confirm(position.lsn());
    }
    var journal =
        new SessionJournal(archive.journals(), position.timeline(), segmentSize, meanwhile);
    try (var received =
        new ReceivedLog(
            position, reader, writer, live, memory, settings, journal, stream, meanwhile)) {
      try {
        return receive(stream, received);
      } catch (IOException e) {
        // What has come is good, and may be the last.
        received.flush();
        throw e;
      }
    }
  }

  private WalMessage.EndOfTimeline receive(LogStream stream, ReceivedLog received)
      throws IOException {
    var signs = new Signs(settings);
    stream.askForSign();
    while (true) {
      switch (stream.next(shorter(signs.untilDue(), received.untilDue()))) {
        case WalMessage.Data data -> {
          received.add(data.bytes());
          live.heard(data.serverEnd(), data.sentAt());
          signs.received();
        }
        case WalMessage.Keepalive sign -> {
          live.heard(sign.serverEnd(), sign.sentAt());
          signs.heard();
        }
        case WalMessage.EndOfTimeline end -> {
          received.flush();
          return end;
        }
        case WalMessage.Nothing nothing -> signs.requireLife();
      }
      received.flushWhatIsDue(synchronous.getAsBoolean());
      if (signs.isDue()) {
        stream.askForSign();
        signs.asked();
      }
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Lsn unbrokenFrom(LogPosition position) {
    Lsn unbroken =
        ArchivedLog.unbrokenFrom(
            history(position.timeline()), archive.wal().coverage(), position.lsn());
    return unbroken.isBefore(readableFrom) ? readableFrom : unbroken;
  }

  /** One that can't be read is as good as none: what is received can be added to no older line. */
  private TimelineHistory history(int timeline) {
    try {
      return archive.wal().history(timeline);
    } catch (DamagedObject | UnsupportedFormat e) {
      unreadable.accept(e.getMessage());
      return new TimelineHistory(timeline, List.of());
    }
  }

  private Optional<Instant> lastCommit(int timeline) {
    return writer.lastCommit(timeline).map(TransactionEnd::at);
  }
}
