package dev.meridian.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ShutdownIT {

  @Test
  void serversStopWithTheirHostWhereThatIsWantedAndComeBackWithIt()
      throws SQLException, IOException, InterruptedException {
    try (HostUnderTest host = HostUnderTest.start()) {
      ServerProvisioned server = host.create(18);
      host.admit(server.serverId(), 1, "127.0.0.1", "127.0.0.1");
      try (Connection admin = connect(host, server)) {
        Sql.run(admin, "create table kept as select 42 answer");
      }
      assertThat(host.health()).contains("\"%s\":\"running\"".formatted(server.name()));

      host.stopWithServers();
      assertThat(host.servers().resolve(server.serverId() + "/data/postmaster.pid")).doesNotExist();
      assertThatThrownBy(() -> connect(host, server)).hasMessageContaining("refused");

      host.startAgain();
      host.awaitUntil(() -> host.health().contains("\"running\""));
      try (Connection admin = connect(host, server)) {
        assertThat(Sql.text(admin, "select answer from kept")).isEqualTo("42");
      }
    }
  }

  private static Connection connect(HostUnderTest host, ServerProvisioned server)
      throws SQLException {
    return host.admin(server);
  }
}
