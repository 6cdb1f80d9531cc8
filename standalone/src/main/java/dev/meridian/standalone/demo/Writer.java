package dev.meridian.standalone.demo;

import dev.meridian.standalone.client.Login;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A client that never stops writing: one transaction after the other, each with its number, and a
 * record of when each was begun and when its commit was answered.
 */
final class Writer implements AutoCloseable {

  private static final Duration PACE = Duration.ofMillis(5);

  /** What the client knows of one of its commits. */
  record Commit(long number, Instant begun, Instant answered) {}

  private final Login login;
  private final List<Commit> commits = new ArrayList<>();
  private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean writing = true;

  private Writer(Login login) {
    this.login = login;
    this.thread = Thread.ofVirtual().name("demo-writer").unstarted(this::write);
  }

  static Writer start(Login login) {
    Writer writer = new Writer(login);
    writer.thread.start();
    return writer;
  }

  private void write() {
    try (Connection connection = login.connect(Shop.DATABASE);
        PreparedStatement insert =
            connection.prepareStatement("insert into payments (number, order_id) values (?, ?)")) {
      for (long number = 1; writing; number++) {
        insert.setLong(1, number);
        insert.setLong(2, 1 + number % 60_000);
        Instant begun = Instant.now();
        insert.executeUpdate();
        note(new Commit(number, begun, Instant.now()));
        Thread.sleep(PACE);
      }
    } catch (SQLException e) {
      failure.set(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void note(Commit commit) {
    commits.add(commit);
  }

  /** The number of the last commit that was answered at or before an instant: it must be there. */
  synchronized long lastAnsweredBy(Instant instant) {
    return commits.stream()
        .filter(commit -> !commit.answered().isAfter(instant))
        .mapToLong(Commit::number)
        .max()
        .orElse(0);
  }

  /** The number of the first commit that was begun after an instant: it must not be there. */
  synchronized long firstBegunAfter(Instant instant) {
    return commits.stream()
        .filter(commit -> commit.begun().isAfter(instant))
        .mapToLong(Commit::number)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  synchronized long count() {
    return commits.size();
  }

  /** What ended the writing before it was told to end. */
  @Nullable SQLException failure() {
    return failure.get();
  }

  @Override
  public void close() {
    writing = false;
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
