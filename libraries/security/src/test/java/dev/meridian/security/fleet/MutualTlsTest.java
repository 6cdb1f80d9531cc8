package dev.meridian.security.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sockets that shake hands, as PostgreSQL and Meridian's services do. */
class MutualTlsTest {

  private static final String ROLE = "meridian_replication";

  @TempDir Path temporary;

  @Test
  void bothSidesKnowEachOther() throws Exception {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(temporary.resolve("fleet"));
    SSLContext server = serverContext(fleet, "127.0.0.1");
    assertThat(handshake(server, fleet.clientContext(ROLE))).isEqualTo("CN=" + ROLE);
  }

  @Test
  void aServerUnderAnotherNameIsRefused() {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(temporary.resolve("fleet"));
    assertThatThrownBy(
            () -> handshake(serverContext(fleet, "127.0.0.2"), fleet.clientContext(ROLE)))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void aServerOfAnotherFleetIsRefused() {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(temporary.resolve("fleet"));
    FleetDirectory other = FleetDirectory.createIfAbsent(temporary.resolve("other"));
    SSLContext stranger = serverContext(other, "127.0.0.1");
    assertThatThrownBy(() -> handshake(stranger, fleet.clientContext(ROLE)))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void aClientOfAnotherFleetIsRefused() throws Exception {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(temporary.resolve("fleet"));
    FleetDirectory other = FleetDirectory.createIfAbsent(temporary.resolve("other"));
    // It trusts the server; it is the server that doesn't trust it.
    CertificateFiles strangers = other.clientCertificate(ROLE);
    SSLContext stranger =
        TlsContexts.of(
            Pem.keyPair(FleetFiles.read(strangers.privateKey())).getPrivate(),
            Pem.certificate(FleetFiles.read(strangers.certificate())),
            Pem.certificate(fleet.caCertificatePem()));
    assertThatThrownBy(() -> handshake(serverContext(fleet, "127.0.0.1"), stranger))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aServersCertificateIsNoClients() {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(temporary.resolve("fleet"));
    SSLContext server = serverContext(fleet, "127.0.0.1");
    assertThatThrownBy(() -> handshake(server, serverContext(fleet, "127.0.0.1")))
        .isInstanceOf(IOException.class);
  }

  private static SSLContext serverContext(FleetDirectory fleet, String name) {
    IssuedCertificate issued = fleet.issueServerCertificate(List.of(name));
    try {
      return TlsContexts.of(
          Pem.keyPair(issued.privateKey()).getPrivate(),
          Pem.certificate(issued.certificate()),
          Pem.certificate(fleet.caCertificatePem()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the server saw of the client. */
  private static String handshake(SSLContext serverContext, SSLContext clientContext)
      throws Exception {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (SSLServerSocket listening =
            (SSLServerSocket)
                serverContext.getServerSocketFactory().createServerSocket(0, 1, loopback);
        ExecutorService server = Executors.newSingleThreadExecutor()) {
      listening.setNeedClientAuth(true);
      Future<String> client = server.submit(() -> accept(listening));
      try (SSLSocket socket =
          (SSLSocket)
              clientContext
                  .getSocketFactory()
                  .createSocket("127.0.0.1", listening.getLocalPort())) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        // In TLS 1.3 a client learns only with the first byte whether its certificate will do.
        if (socket.getInputStream().read() != 'k') {
          throw new IOException("The server has hung up");
        }
        return client.get();
      }
    }
  }

  private static String accept(SSLServerSocket listening) throws IOException {
    try (SSLSocket socket = (SSLSocket) listening.accept()) {
      socket.startHandshake();
      socket.getOutputStream().write('k');
      return socket.getSession().getPeerPrincipal().getName();
    }
  }
}
