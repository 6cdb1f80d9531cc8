package dev.meridian.backup.wal;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.WalSegment;
import dev.meridian.postgres.replication.ReplicationSlot;
import dev.meridian.postgres.replication.SystemIdentity;
import dev.meridian.postgres.replication.WalMessage;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A server without PostgreSQL, which does what a test says. */
final class ScriptedServer implements LogSource {

  static final Instant CLOCK = Instant.parse("2026-11-22T13:00:00Z");

  final List<String> commands = new CopyOnWriteArrayList<>();
  final List<Lsn> confirmed = new CopyOnWriteArrayList<>();
  final AtomicInteger signsOfLife = new AtomicInteger();
  volatile String systemId = Long.toString(SyntheticLog.SYSTEM);
  volatile int chunk = 50_000;

  /** Gives a sign of life by itself whenever there is no log to give. */
  volatile boolean speaks;

  /** How many signs it gave by itself. */
  final AtomicInteger spoken = new AtomicInteger();

  /** When it was asked for a sign, counted from when it had given the last one. */
  final List<Duration> askedAfter = new CopyOnWriteArrayList<>();

  /** Takes no new connection. */
  volatile boolean refuses;

  /** Breaks the connection after so many bytes, once. */
  volatile long breakAfter = Long.MAX_VALUE;

  /** Is run whenever a stream is asked for, before it is given. */
  volatile Runnable beforeStream = () -> {};

  /** Changes the byte at this position on its way, once. */
  volatile long spoilAt = -1;

  private final Map<Integer, SyntheticLog> logs = new TreeMap<>();
  private final List<Lsn> branches = new ArrayList<>();
  private volatile SyntheticLog current = new SyntheticLog();
  private volatile Optional<ReplicationSlot> slot = Optional.empty();
  private volatile Lsn keptFrom = SyntheticLog.START;
  private volatile @Nullable Stream active;

  ScriptedServer() {
    logs.put(1, current);
  }

  SyntheticLog log() {
    return current;
  }

  SyntheticLog log(int timeline) {
    return logs.get(timeline);
  }

  synchronized void promote() {
    branches.add(current.end());
    current = current.branch();
    logs.put(current.timeline(), current);
  }

  /** The server removes all log but the segment that is being written, and gives the slot up. */
  void loseSlot() {
    keptFrom = WalSegment.at(1, current.end(), SyntheticLog.SEGMENT).start();
    slot = slot.map(lost -> new ReplicationSlot(lost.name(), Optional.empty()));
  }

  /** The server removes all log before a position; its slot says that nobody needs it. */
  void removeLogBefore(Lsn position) {
    keptFrom = position;
  }

  @Override
  public LogConnection connect(ProtectedServer server) throws IOException {
    if (refuses) {
      throw new ConnectException("Connection refused");
    }
    commands.add("connect");
    return new Connection();
  }

  private TimelineHistory line(int timeline) {
    List<TimelineHistory.Branch> ancestors = new ArrayList<>();
    for (int i = 0; i < timeline - 1; i++) {
      ancestors.add(new TimelineHistory.Branch(i + 1, branches.get(i), "promoted"));
    }
    return new TimelineHistory(timeline, ancestors);
  }

  private final class Connection implements LogConnection {

    private volatile boolean closed;

    @Override
    public SystemIdentity identify() {
      return new SystemIdentity(systemId, current.timeline(), current.end());
    }

    @Override
    public int segmentSize() {
      return SyntheticLog.SEGMENT;
    }

    @Override
    public TimelineHistory history(int timeline) {
      return line(timeline);
    }

    @Override
    public Optional<ReplicationSlot> slot(String name) {
      return slot;
    }

    @Override
    public void createSlot(String name) {
      commands.add("create " + name);
      slot =
          Optional.of(
              new ReplicationSlot(
                  name,
                  Optional.of(
                      new ReplicationSlot.Position(
                          keptFrom.plus(128), line(current.timeline()).timelineAt(keptFrom)))));
    }

    @Override
    public void dropSlot(String name) {
      commands.add("drop " + name);
      slot = Optional.empty();
    }

    @Override
    public LogStream stream(String name, Lsn start, int timeline) throws IOException {
      beforeStream.run();
      Stream other = active;
      if (other != null && other.isAlive()) {
        throw new SlotTaken("replication slot is active", null);
      }
      commands.add("stream " + timeline + " " + start);
      Stream stream = new Stream(this, start, timeline);
      active = stream;
      return stream;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final class Stream implements LogStream {

    private final Connection connection;
    private final int timeline;
    private Lsn position;
    private boolean asked;
    private long spokeAt = System.nanoTime();
    private volatile boolean broken;
    private volatile boolean over;

    Stream(Connection connection, Lsn start, int timeline) {
      this.connection = connection;
      this.position = start;
      this.timeline = timeline;
    }

    private boolean isAlive() {
      return !connection.closed && !broken && !over;
    }

    @Override
    public WalMessage next(Duration most) throws IOException {
      if (connection.closed || broken) {
        throw new EOFException("closed");
      }
      if (asked) {
        asked = false;
        return keepalive();
      }
      if (position.isBefore(keptFrom)) {
        throw new LogGone("requested WAL segment has already been removed", null);
      }
      Lsn end = timeline < current.timeline() ? branches.get(timeline - 1) : current.end();
      int count = (int) Math.min(chunk, end.minus(position));
      if (count > 0) {
        return data(count, end);
      }
      if (timeline < current.timeline()) {
        over = true;
        return new WalMessage.EndOfTimeline(timeline + 1, end);
      }
      LockSupport.parkNanos(Math.min(most.toNanos(), 2_000_000));
      if (speaks) {
        spoken.incrementAndGet();
        return keepalive();
      }
      return WalMessage.Nothing.NOTHING;
    }

    private WalMessage keepalive() {
      spokeAt = System.nanoTime();
      return new WalMessage.Keepalive(position, CLOCK);
    }

    private WalMessage data(int count, Lsn end) throws IOException {
      if (breakAfter <= 0) {
        breakAfter = Long.MAX_VALUE;
        broken = true;
        throw new EOFException("broken");
      }
      breakAfter -= count;
      byte[] bytes = logs.get(timeline).read(position, count);
      long spoiled = spoilAt - position.position();
      if (spoilAt >= 0 && spoiled >= 0 && spoiled < bytes.length) {
        bytes[(int) spoiled] ^= 1;
        spoilAt = -1;
      }
      var data = new WalMessage.Data(position, ByteBuffer.wrap(bytes), end, CLOCK);
      position = data.end();
      return data;
    }

    @Override
    public boolean hasMore() {
      return position.isBefore(current.end());
    }

    @Override
    public void signOfLife() {
      signsOfLife.incrementAndGet();
    }

    @Override
    public void confirm(Lsn safe) throws IOException {
      if (connection.closed || broken) {
        throw new EOFException("broken pipe");
      }
      confirmed.add(safe);
      slot =
          slot.map(
              each ->
                  new ReplicationSlot(
                      each.name(), Optional.of(new ReplicationSlot.Position(safe, timeline))));
    }

    @Override
    public void askForSign() {
      askedAfter.add(Duration.ofNanos(System.nanoTime() - spokeAt));
      asked = true;
    }
  }
}
