package dev.meridian.events;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a record is called on the wire, and where it is published. The name carries the version and
 * never changes; a record that must change incompatibly gets a second type beside the first.
 *
 * @param wireName such as {@code dev.meridian.restore.RestoreRequested.v1}
 */
public record EventType(String wireName, Class<? extends Event> record, Topic topic) {

  private static final List<EventType> ALL =
      List.of(
          server(InventoryEvent.ServerRequested.class),
          server(InventoryEvent.ServerRejected.class),
          server(InventoryEvent.ServerPlaced.class),
          server(InventoryEvent.BackupPolicyChanged.class),
          server(InventoryEvent.DurabilityChanged.class),
          server(InventoryEvent.PricingTierChanged.class),
          server(InventoryEvent.AdminPasswordChangeRequested.class),
          server(InventoryEvent.ServerDropRequested.class),
          server(PostgresHostEvent.ServerProvisioningProgressed.class),
          server(PostgresHostEvent.ServerProvisioned.class),
          server(PostgresHostEvent.ServerProvisioningFailed.class),
          server(PostgresHostEvent.AdminPasswordChanged.class),
          server(PostgresHostEvent.AdminPasswordChangeFailed.class),
          server(PostgresHostEvent.PricingTierApplied.class),
          server(PostgresHostEvent.ServerDropped.class),
          v1("host", PostgresHostEvent.HostReported.class, Topic.HOSTS),
          v1("backup", BackupEvent.BackupRequested.class, Topic.BACKUPS),
          v1("backup", BackupEvent.BackupStarted.class, Topic.BACKUPS),
          v1("backup", BackupEvent.BackupCompleted.class, Topic.BACKUPS),
          v1("backup", BackupEvent.BackupFailed.class, Topic.BACKUPS),
          v1("backup", BackupEvent.BackupExpired.class, Topic.BACKUPS),
          v1("backup", BackupEvent.BackupReplicated.class, Topic.BACKUPS),
          v1("backup", BackupEvent.RestoreWindowMoved.class, Topic.RESTORE_WINDOWS),
          v1("restore", RestoreEvent.RestoreRequested.class, Topic.RESTORES),
          v1("restore", RestoreEvent.RestorePlanned.class, Topic.RESTORES),
          v1("restore", RestoreEvent.RestoreRejected.class, Topic.RESTORES),
          v1("restore", RestoreEvent.RestoreProgressed.class, Topic.RESTORES),
          v1("restore", RestoreEvent.RestoreCompleted.class, Topic.RESTORES),
          v1("restore", RestoreEvent.RestoreFailed.class, Topic.RESTORES),
          v1("restore", RestoreEvent.RestoreCancelRequested.class, Topic.RESTORES),
          v1("restore", RestoreEvent.RestoreCancelled.class, Topic.RESTORES),
          v1("restore", DrillEvent.RestoreDrillPlanned.class, Topic.RESTORES),
          v1("restore", PostgresHostEvent.RestoreDrillProgressed.class, Topic.RESTORES),
          v1("restore", PostgresHostEvent.RestoreDrillPassed.class, Topic.RESTORES),
          v1("restore", PostgresHostEvent.RestoreDrillBroken.class, Topic.RESTORES),
          v1("restore", DrillEvent.RestoreVerified.class, Topic.RESTORES),
          v1("restore", DrillEvent.RestoreDrillFailed.class, Topic.RESTORES),
          v1("restore", DrillEvent.RestoreDrillCancelRequested.class, Topic.RESTORES),
          v1("network", NetworkRulesEvent.NetworkRulesChanged.class, Topic.NETWORK_RULES),
          v1("network", PostgresHostEvent.NetworkRulesApplied.class, Topic.NETWORK_RULES));

  private static final Map<String, EventType> BY_WIRE_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(EventType::wireName, Function.identity()));

  private static final Map<Class<? extends Event>, EventType> BY_RECORD =
      ALL.stream().collect(Collectors.toUnmodifiableMap(EventType::record, Function.identity()));

  /** Every type that this version of the contract knows. */
  public static List<EventType> all() {
    return ALL;
  }

  /** The type with this name on the wire, if this version of the contract knows it. */
  public static Optional<EventType> named(String wireName) {
    return Optional.ofNullable(BY_WIRE_NAME.get(wireName));
  }

  /** The type of an event. */
  public static EventType of(Event event) {
    return of(event.getClass());
  }

  /** The type of a record. */
  public static EventType of(Class<? extends Event> record) {
    EventType type = BY_RECORD.get(record);
    if (type == null) {
      throw new IllegalArgumentException("Not an event's record: " + record.getName());
    }
    return type;
  }

  private static EventType server(Class<? extends Event> record) {
    return v1("server", record, Topic.SERVERS);
  }

  private static EventType v1(String area, Class<? extends Event> record, Topic topic) {
    String name = "dev.meridian.%s.%s.v1".formatted(area, record.getSimpleName());
    return new EventType(name, record, topic);
  }
}
