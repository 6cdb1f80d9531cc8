package dev.meridian.events;

/** Something that happened, as the publisher says it. Each sealed interface has one publisher. */
public sealed interface Event
    permits InventoryEvent,
        PostgresHostEvent,
        BackupEvent,
        DrillEvent,
        RestoreEvent,
        NetworkRulesEvent {

  /**
   * What the event is about, and its key on the topic: events of one key arrive in order. The id of
   * a server as text; for a host's report, the id of the host.
   */
  String subject();
}
