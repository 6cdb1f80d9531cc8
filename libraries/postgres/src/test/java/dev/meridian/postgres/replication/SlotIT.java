package dev.meridian.postgres.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.WalSegment;
import dev.meridian.postgres.replication.ReplicationConnection.SlotCreation;
import dev.meridian.testsupport.TestPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotIT {

  private static ReplicationConnection connect(TestPostgres postgres) throws IOException {
    return ReplicationConnection.open(
        Endpoint.of("127.0.0.1", postgres.port(), "postgres"), "meridian");
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void aSlotKeepsLogFromItsFirstMoment(int major) throws Exception {
    TestPostgres postgres = TestPostgres.shared(major);
    try (ReplicationConnection connection = connect(postgres)) {
      SystemIdentity system = connection.identifySystem();
      assertThat(connection.majorVersion()).isEqualTo(major);
      assertThat(system.systemId())
          .isEqualTo(
              postgres
                  .database("postgres")
                  .query("SELECT system_identifier FROM pg_control_system()"));
      assertThat(system.timeline()).isEqualTo(1);
      assertThat(connection.timelineHistory(1).branches()).isEmpty();
      assertThat(connection.segmentSize()).isEqualTo(WalSegment.DEFAULT_SIZE);
      assertThat(connection.readSlot("kept")).isEmpty();

      assertThat(connection.createPhysicalSlot("kept")).isEqualTo(SlotCreation.CREATED);
      assertThat(connection.createPhysicalSlot("kept")).isEqualTo(SlotCreation.ALREADY_EXISTS);

      ReplicationSlot slot = connection.readSlot("kept").orElseThrow();
      assertThat(slot.isLost()).isFalse();
      assertThat(slot.restart().orElseThrow().timeline()).isEqualTo(1);
      assertThat(slot.restart().orElseThrow().lsn())
          .isGreaterThan(Lsn.ZERO)
          .isLessThanOrEqualTo(system.flushed());

      assertThat(connection.dropSlot("kept")).isTrue();
      assertThat(connection.dropSlot("kept")).isFalse();
      assertThat(connection.readSlot("kept")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void aSlotThatCostTooMuchIsLost(int major) throws Exception {
    try (TestPostgres postgres =
            TestPostgres.start(
                major, Map.of("max_slot_wal_keep_size", "16MB", "max_wal_size", "32MB"));
        ReplicationConnection connection = connect(postgres)) {
      connection.createPhysicalSlot("slow");
      Lsn start = connection.readSlot("slow").orElseThrow().restart().orElseThrow().lsn();
      for (int i = 0; i < 6; i++) {
        postgres
            .database("postgres")
            .execute("SELECT pg_logical_emit_message(false, '', '')", "SELECT pg_switch_wal()");
      }
      postgres.database("postgres").execute("CHECKPOINT");

      assertThat(connection.readSlot("slow").orElseThrow().isLost()).isTrue();
      assertThatExceptionOfType(ServerError.class)
          .isThrownBy(
              () -> {
                WalStream stream = connection.startStreaming("slow", start, 1);
                // PostgreSQL 15 says it only now.
                stream.next(Duration.ofSeconds(10));
              });
      try (ReplicationConnection next = connect(postgres)) {
        assertThat(next.dropSlot("slow")).isTrue();
      }
    }
  }

  @Test
  void aSlotThatSomebodyStreamsFromIsInUse() throws Exception {
    TestPostgres postgres = TestPostgres.shared(18);
    try (ReplicationConnection first = connect(postgres);
        ReplicationConnection second = connect(postgres)) {
      first.createPhysicalSlot("busy");
      Lsn start = first.readSlot("busy").orElseThrow().restart().orElseThrow().lsn();
      first.startStreaming("busy", start, 1);

      assertThatExceptionOfType(ServerError.class)
          .isThrownBy(() -> second.startStreaming("busy", start, 1))
          .matches(e -> e.is(ServerError.OBJECT_IN_USE));
      assertThatExceptionOfType(ServerError.class)
          .isThrownBy(() -> second.dropSlot("busy"))
          .matches(ServerError::isTransient);
    }
  }

  @Test
  void whatDoesNotExistIsTheServersError() throws Exception {
    try (ReplicationConnection connection = connect(TestPostgres.shared(18))) {
      assertThatExceptionOfType(ServerError.class)
          .isThrownBy(() -> connection.show("no_such_setting"))
          .matches(e -> e.is(ServerError.UNDEFINED_OBJECT));
      assertThatExceptionOfType(ServerError.class)
          .isThrownBy(() -> connection.timelineHistory(7))
          .matches(e -> e.is(ServerError.UNDEFINED_FILE));
      assertThat(connection.show("server_encoding")).isNotEmpty();
    }
  }

  @Test
  void namesThatAreNoneNeverReachTheServer() throws Exception {
    try (ReplicationConnection connection = connect(TestPostgres.shared(18))) {
      for (String name : new String[] {"", "Upper", "a\" PHYSICAL", "a-b", "x".repeat(64)}) {
        assertThatIllegalArgumentException().isThrownBy(() -> connection.createPhysicalSlot(name));
      }
      assertThatIllegalArgumentException().isThrownBy(() -> connection.show("a; b"));
    }
  }
}
