package dev.meridian.benchmarks.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.security.fleet.IssuedCertificate;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Stands in for any number of idle PostgreSQL servers: speaks as much of the replication protocol,
 * over TLS, as a receiver needs, and has a little log that a real server wrote.
 */
final class IdlePostgres implements AutoCloseable {

  static final Lsn START = new Lsn(0x100_0000);
  private static final int CHUNK = 32 << 10;
  private static final int SSL_REQUEST = 80877103;
  private static final int OID_OF_TEXT = 25;
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  private final ServerSocket listening = new ServerSocket(0, 600, InetAddress.getLoopbackAddress());
  private final SSLContext tls;
  private final String systemId;
  private final byte[] log;

  IdlePostgres(FleetDirectory fleet, String systemId, byte[] log) throws Exception {
    this.systemId = systemId;
    this.log = log;
    this.tls = context(fleet.issueServerCertificate(List.of("127.0.0.1")));
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  Lsn end() {
    return START.plus(log.length);
  }

  private static SSLContext context(IssuedCertificate issued) throws Exception {
    Certificate certificate =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(issued.certificate().getBytes(StandardCharsets.US_ASCII)));
    byte[] key =
        Base64.getMimeDecoder()
            .decode(issued.privateKey().replaceAll("-----[A-Z ]+-----", "").strip());
    PrivateKey secret =
        KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(key));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", secret, new char[0], new Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket plain) {
    try (plain) {
      var first = new DataInputStream(plain.getInputStream());
      first.readInt();
      if (first.readInt() != SSL_REQUEST) {
        return;
      }
      plain.getOutputStream().write('S');
      try (SSLSocket socket =
          (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true)) {
        socket.setUseClientMode(false);
        new Session(socket).run();
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private final class Session {

    private final DataInputStream in;
    private final DataOutputStream out;

    Session(SSLSocket socket) throws IOException {
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 512));
      out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 512));
    }

    void run() throws IOException {
      in.skipNBytes(in.readInt() - Integer.BYTES);
      message('R', new byte[Integer.BYTES]);
      parameter("server_version", "18.6");
      parameter("server_encoding", "UTF8");
      parameter("client_encoding", "UTF8");
      parameter("DateStyle", "ISO, MDY");
      parameter("integer_datetimes", "on");
      parameter("standard_conforming_strings", "on");
      parameter("TimeZone", "UTC");
      message('K', new byte[2 * Integer.BYTES]);
      ready();
      while (true) {
        char type = (char) in.readByte();
        byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
        if (type == 'X') {
          return;
        } else if (type == 'Q') {
          answer(new String(body, 0, body.length - 1, StandardCharsets.UTF_8));
        } else if (type == 'd' && body[0] == 'r' && body[body.length - 1] != 0) {
          keepalive();
        }
      }
    }

    private void answer(String query) throws IOException {
      if (query.startsWith("START_REPLICATION")) {
        message('W', new byte[3]);
        if (query.contains(START.toString())) {
          send();
        }
        out.flush();
        return;
      }
      if (query.startsWith("IDENTIFY_SYSTEM")) {
        row(systemId, "1", end().toString(), "");
      } else if (query.startsWith("READ_REPLICATION_SLOT")) {
        row("physical", START.toString(), "1");
      } else if (query.equals("SHOW wal_segment_size")) {
        row("16MB");
      } else if (query.startsWith("SHOW")) {
        row("off");
      } else {
        message('E', "SERROR\0VERROR\0C0A000\0Mnot here\0\0".getBytes(StandardCharsets.UTF_8));
      }
      ready();
    }

    private void send() throws IOException {
      for (int at = 0; at < log.length; at += CHUNK) {
        int count = Math.min(CHUNK, log.length - at);
        var body = new ByteArrayOutputStream();
        var data = new DataOutputStream(body);
        data.writeByte('w');
        data.writeLong(START.position() + at);
        data.writeLong(end().position());
        data.writeLong(now());
        data.write(log, at, count);
        message('d', body.toByteArray());
      }
    }

    private void keepalive() throws IOException {
      var body = new ByteArrayOutputStream();
      var data = new DataOutputStream(body);
      data.writeByte('k');
      data.writeLong(end().position());
      data.writeLong(now());
      data.writeByte(0);
      message('d', body.toByteArray());
      out.flush();
    }

    private static long now() {
      return Duration.between(EPOCH, Instant.now()).toNanos() / 1000;
    }

    private void row(String... values) throws IOException {
      var description = new ByteArrayOutputStream();
      var columns = new DataOutputStream(description);
      columns.writeShort(values.length);
      for (int column = 0; column < values.length; column++) {
        columns.write(("c" + column + "\0").getBytes(StandardCharsets.UTF_8));
        columns.writeInt(0);
        columns.writeShort(0);
        columns.writeInt(OID_OF_TEXT);
        columns.writeShort(-1);
        columns.writeInt(-1);
        columns.writeShort(0);
      }
      message('T', description.toByteArray());
      var content = new ByteArrayOutputStream();
      var data = new DataOutputStream(content);
      data.writeShort(values.length);
      for (String value : values) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        data.writeInt(bytes.length);
        data.write(bytes);
      }
      message('D', content.toByteArray());
      message('C', "SELECT 1\0".getBytes(StandardCharsets.UTF_8));
    }

    private void parameter(String name, String value) throws IOException {
      message('S', (name + "\0" + value + "\0").getBytes(StandardCharsets.UTF_8));
    }

    private void ready() throws IOException {
      message('Z', new byte[] {'I'});
      out.flush();
    }

    private void message(char type, byte[] body) throws IOException {
      out.writeByte(type);
      out.writeInt(body.length + Integer.BYTES);
      out.write(body);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
