package dev.meridian.postgres.replication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.WalSegment;
import dev.meridian.postgres.replication.WalMessage.Nothing;
import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.security.fleet.IssuedCertificate;
import dev.meridian.testsupport.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutualTlsIT {

  private static final String ROLE = "meridian_replication";
  private static final String SECRET = "correct horse battery";

  @TempDir static Path temporary;
  private static FleetDirectory fleet;
  private static TestPostgres postgres;

  @BeforeAll
  static void startWithTls() throws Exception {
    fleet = FleetDirectory.createIfAbsent(temporary.resolve("fleet"));
    postgres = TestPostgres.start(18);
    IssuedCertificate issued = fleet.issueServerCertificate(List.of("127.0.0.1"));
    postgres.configure(
        Map.of(
            "ssl_ca_file", file("ca.crt", fleet.caCertificatePem()),
            "ssl_cert_file", file("server.crt", issued.certificate()),
            "ssl_key_file", file("server.key", issued.privateKey()),
            "ssl", "on"));
    postgres
        .database("postgres")
        .execute(
            "CREATE ROLE " + ROLE + " LOGIN REPLICATION",
            "CREATE ROLE by_password LOGIN REPLICATION PASSWORD '" + SECRET + "'");
    postgres.hba(
        "hostssl replication " + ROLE + " 127.0.0.1/32 cert",
        "host replication by_password 127.0.0.1/32 scram-sha-256");
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private static String file(String name, String pem) {
    return postgres.addFile(name, pem.getBytes(UTF_8)).toString();
  }

  private static Endpoint endpoint() {
    return Endpoint.of("127.0.0.1", postgres.port(), ROLE);
  }

  @Test
  void aClientsCertificateIsItsPassword() throws Exception {
    Endpoint endpoint = endpoint().withTls(fleet.clientContext(ROLE));
    try (ReplicationConnection connection = ReplicationConnection.open(endpoint, "tls")) {
      assertThat(connection.identifySystem().timeline()).isEqualTo(1);
      assertThat(
              postgres
                  .database("postgres")
                  .query(
                      "SELECT client_dn FROM pg_stat_ssl JOIN pg_stat_replication USING (pid)"
                          + " WHERE application_name = 'tls'"))
          .isEqualTo("/CN=" + ROLE);
    }
  }

  @Test
  void withoutTlsOrUnderAnotherNameItIsRefused() {
    assertThatExceptionOfType(ServerError.class)
        .isThrownBy(() -> ReplicationConnection.open(endpoint(), "x"))
        .matches(e -> e.sqlState().startsWith("28"));
    Endpoint other = endpoint().withTls(fleet.clientContext("meridian_admin"));
    assertThatExceptionOfType(ServerError.class)
        .isThrownBy(() -> ReplicationConnection.open(other, "x"))
        .matches(e -> e.sqlState().startsWith("28"));
  }

  @Test
  void aServerThatIsNotTheOneIsRefused() {
    Endpoint otherName =
        Endpoint.of("localhost", postgres.port(), ROLE).withTls(fleet.clientContext(ROLE));
    assertThatIOException()
        .isThrownBy(() -> ReplicationConnection.open(otherName, "x"))
        .isNotInstanceOf(ServerError.class)
        .withMessageContaining("localhost");

    FleetDirectory strangers = FleetDirectory.createIfAbsent(temporary.resolve("strangers"));
    Endpoint otherFleet = endpoint().withTls(strangers.clientContext(ROLE));
    assertThatIOException()
        .isThrownBy(() -> ReplicationConnection.open(otherFleet, "x"))
        .isNotInstanceOf(ServerError.class);
  }

  @Test
  void aPasswordIsSpokenOfNowhere() throws Exception {
    Endpoint right = Endpoint.of("127.0.0.1", postgres.port(), "by_password").withPassword(SECRET);
    ReplicationConnection.open(right, "x").close();
    assertThat(right.toString()).doesNotContain(SECRET);

    assertThatExceptionOfType(ServerError.class)
        .isThrownBy(() -> ReplicationConnection.open(right.withPassword("wrong secret"), "x"))
        .matches(e -> e.sqlState().equals("28P01"))
        .satisfies(e -> assertThat(e.toString()).doesNotContain("wrong secret"));
  }

  @Test
  void nobodyThereIsAnErrorWithTheAddress() {
    assertThatIOException()
        .isThrownBy(() -> ReplicationConnection.open(Endpoint.of("127.0.0.1", 1, "x"), "x"))
        .withMessageContaining("127.0.0.1:1");
  }

  /** A pause in the middle of a TLS record, again and again: nothing of it may be lost. */
  @Test
  void aTlsRecordThatComesInPartsIsNeverLost() throws Exception {
    try (HaltingProxy proxy = new HaltingProxy(postgres.port())) {
      Endpoint endpoint =
          Endpoint.of("127.0.0.1", proxy.port(), ROLE).withTls(fleet.clientContext(ROLE));
      try (ReplicationConnection connection = ReplicationConnection.open(endpoint, "x")) {
        connection.createPhysicalSlot("halting");
        Lsn kept = connection.readSlot("halting").orElseThrow().restart().orElseThrow().lsn();
        Lsn start = WalSegment.at(1, kept, WalSegment.DEFAULT_SIZE).start();
        proxy.halting = true;
        proxy.flow.release(2); // enough for the answer
        WalStream stream = connection.startStreaming("halting", start, 1);
        int silences = 0;
        while (stream.position().isBefore(start.plus(200_000))) {
          if (stream.next(Duration.ofMillis(1)) == Nothing.NOTHING) {
            silences++;
            proxy.flow.release();
          }
        }
        assertThat(silences).isGreaterThan(50);
      }
    }
  }

  /** Passes on what the server says in pieces of 1999 bytes; when halting, one for each permit. */
  private static final class HaltingProxy implements AutoCloseable {

    final Semaphore flow = new Semaphore(0);
    volatile boolean halting;
    private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final int target;

    HaltingProxy(int target) throws IOException {
      this.target = target;
      Thread.ofVirtual().start(this::serve);
    }

    int port() {
      return listening.getLocalPort();
    }

    private void serve() {
      try (Socket client = listening.accept();
          Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
        Thread.ofVirtual().start(() -> pass(client, server, () -> {}));
        pass(server, client, this::awaitPermit);
      } catch (IOException e) {
        // The test is over.
      }
    }

    private void awaitPermit() {
      if (halting) {
        flow.acquireUninterruptibly();
      }
    }

    private static void pass(Socket from, Socket to, Runnable beforeEach) {
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] bytes = new byte[1999];
        int count = in.read(bytes);
        while (count >= 0) {
          beforeEach.run();
          out.write(bytes, 0, count);
          count = in.read(bytes);
        }
        to.shutdownOutput();
      } catch (IOException e) {
        // The test is over.
      }
    }

    @Override
    public void close() throws IOException {
      flow.release(1_000_000);
      listening.close();
    }
  }
}
