package dev.meridian.backup.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.replication.ReplicationSlot;
import dev.meridian.postgres.replication.SystemIdentity;
import dev.meridian.postgres.replication.WalMessage;
import dev.meridian.postgres.replication.WalMessage.Data;
import dev.meridian.postgres.replication.WalMessage.Keepalive;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Real servers whose clocks are said to be ahead, as their signs of life have it.
 *
 * @param by how much, as of now
 */
public record ShiftedServers(Supplier<Duration> by) implements BeanPostProcessor {

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return bean instanceof LogSource source
        ? (LogSource) server -> new Connection(source.connect(server))
        : bean;
  }

  private WalMessage shifted(WalMessage message) {
    return switch (message) {
      case Data data ->
          new Data(data.start(), data.bytes(), data.serverEnd(), data.sentAt().plus(by.get()));
      case Keepalive sign -> new Keepalive(sign.serverEnd(), sign.sentAt().plus(by.get()));
      default -> message;
    };
  }

  private final class Connection implements LogSource.LogConnection {

    private final LogSource.LogConnection real;

    Connection(LogSource.LogConnection real) {
      this.real = real;
    }

    @Override
    public SystemIdentity identify() throws IOException {
      return real.identify();
    }

    @Override
    public int segmentSize() throws IOException {
      return real.segmentSize();
    }

    @Override
    public TimelineHistory history(int timeline) throws IOException {
      return real.history(timeline);
    }

    @Override
    public Optional<ReplicationSlot> slot(String name) throws IOException {
      return real.slot(name);
    }

    @Override
    public void createSlot(String name) throws IOException {
      real.createSlot(name);
    }

    @Override
    public void dropSlot(String name) throws IOException {
      real.dropSlot(name);
    }

    @Override
    public LogSource.LogStream stream(String slot, Lsn start, int timeline) throws IOException {
      return new Stream(real.stream(slot, start, timeline));
    }

    @Override
    public void close() {
      real.close();
    }
  }

  private final class Stream implements LogSource.LogStream {

    private final LogSource.LogStream real;

    Stream(LogSource.LogStream real) {
      this.real = real;
    }

    @Override
    public WalMessage next(Duration most) throws IOException {
      return shifted(real.next(most));
    }

    @Override
    public boolean hasMore() throws IOException {
      return real.hasMore();
    }

    @Override
    public void confirm(Lsn safe) throws IOException {
      real.confirm(safe);
    }

    @Override
    public void signOfLife() throws IOException {
      real.signOfLife();
    }

    @Override
    public void askForSign() throws IOException {
      real.askForSign();
    }
  }
}
