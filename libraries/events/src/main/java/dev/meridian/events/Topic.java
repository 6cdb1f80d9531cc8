package dev.meridian.events;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The topics, as they are declared on the broker. Partitions share the servers out among instances;
 * their number never shrinks.
 */
public enum Topic {
  /** The life of servers: kept for ever, so that a new service can learn all of it. */
  SERVERS("meridian.servers", null, false),
  /** Heartbeats of hosts: the last one of each. */
  HOSTS("meridian.hosts", null, true),
  BACKUPS("meridian.backups", Duration.ofDays(90), false),
  /** What can be restored: the last word on each server. */
  RESTORE_WINDOWS("meridian.restore-windows", null, true),
  RESTORES("meridian.restores", Duration.ofDays(90), false),
  /** Rule sets: kept for ever, like the servers that they belong to. */
  NETWORK_RULES("meridian.network-rules", null, false);

  private static final int PARTITIONS = 6;

  private final String wireName;
  private final @Nullable Duration retention;
  private final boolean compacted;

  Topic(String wireName, @Nullable Duration retention, boolean compacted) {
    this.wireName = wireName;
    this.retention = retention;
    this.compacted = compacted;
  }

  /** Its name on the broker. */
  public String wireName() {
    return wireName;
  }

  /** How many partitions it is declared with. */
  public int partitions() {
    return PARTITIONS;
  }

  /** How long its events are kept; empty: for ever. */
  public Optional<Duration> retention() {
    return Optional.ofNullable(retention);
  }

  /** Whether only the last event of each subject is kept. */
  public boolean compacted() {
    return compacted;
  }

  /** The topic of events that could not be handled: one for each topic, kept for 90 days. */
  public String deadLetters() {
    return wireName + ".dead-letters";
  }

  /** How long dead letters are kept. */
  public static Duration deadLetterRetention() {
    return Duration.ofDays(90);
  }

  /** The topic of this name on the broker. */
  public static Optional<Topic> named(String wireName) {
    return Arrays.stream(values()).filter(topic -> topic.wireName.equals(wireName)).findFirst();
  }
}
