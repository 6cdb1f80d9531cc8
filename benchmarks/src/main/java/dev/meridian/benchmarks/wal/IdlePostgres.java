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
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** Half the {@code wal_sender_timeout} that receivers ask for. */
  private static final long PING_AFTER_NANOS = Duration.ofSeconds(5).toNanos();

  private static final Pattern PHYSICAL = Pattern.compile("PHYSICAL ([0-9A-F]+/[0-9A-F]+)");
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  private final ScheduledExecutorService pings = Executors.newSingleThreadScheduledExecutor();
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
    private volatile long heardAt;

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
        } else if (type == 'd' && body[0] == 'r') {
          heardAt = System.nanoTime();
          if (body[body.length - 1] != 0) {
            keepalive(false);
          }
        }
      }
    }

    private void answer(String query) throws IOException {
      if (query.startsWith("START_REPLICATION")) {
        message('W', new byte[3]);
        send(from(query));
        heardAt = System.nanoTime();
        pings.schedule(this::ping, PING_AFTER_NANOS, TimeUnit.NANOSECONDS);
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

    /** Where in the log a stream begins. */
    private static int from(String query) {
      Matcher start = PHYSICAL.matcher(query);
      if (!start.find()) {
        throw new IllegalArgumentException(query);
      }
      return (int) Lsn.parse(start.group(1)).minus(START);
    }

    private void send(int from) throws IOException {
      for (int at = from; at < log.length; at += CHUNK) {
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

    /** Asks for an answer if none has come for long, as PostgreSQL does. */
    private void ping() {
      long left = heardAt + PING_AFTER_NANOS - System.nanoTime();
      try {
        if (left <= 0) {
          keepalive(true);
        }
        pings.schedule(this::ping, left <= 0 ? PING_AFTER_NANOS : left, TimeUnit.NANOSECONDS);
      } catch (IOException | RejectedExecutionException e) {
        // The client has gone, or all is over.
      }
    }

    private synchronized void keepalive(boolean answer) throws IOException {
      var body = new ByteArrayOutputStream();
      var data = new DataOutputStream(body);
      data.writeByte('k');
      data.writeLong(end().position());
      data.writeLong(now());
      data.writeByte(answer ? 1 : 0);
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
    pings.shutdownNow();
    listening.close();
  }
}
