package dev.meridian.postgres.replication;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Gets hold of the socket that pgjdbc opens. The driver makes its socket factories itself, from a
 * class name and one text, so a table leads from that text back to the connection being opened.
 */
final class CapturedSocket implements AutoCloseable {

  private static final Map<String, CapturedSocket> OPENING = new ConcurrentHashMap<>();
  private static final int PROBE_AFTER_SECONDS = 20;
  private static final int PROBE_EVERY_SECONDS = 10;
  private static final int PROBES = 3;

  private final String token = UUID.randomUUID().toString();
  private final @Nullable SSLContext tls;
  private @Nullable Socket plain;
  private @Nullable Socket socket;

  CapturedSocket(@Nullable SSLContext tls) {
    this.tls = tls;
    OPENING.put(token, this);
  }

  /** The text that leads the factories back here. */
  String token() {
    return token;
  }

  /** What to speak through: the TLS socket if there is one. */
  Socket socket() {
    if (socket == null) {
      throw new IllegalStateException("pgjdbc opened no socket");
    }
    return socket;
  }

  /** The TCP socket below it; closing this one never waits for anything. */
  Socket plain() {
    if (plain == null) {
      throw new IllegalStateException("pgjdbc opened no socket");
    }
    return plain;
  }

  /** Nothing is captured any more. */
  @Override
  public void close() {
    OPENING.remove(token);
  }

  private static CapturedSocket of(String token) {
    CapturedSocket found = OPENING.get(token);
    if (found == null) {
      throw new IllegalStateException("No connection is being opened under this token");
    }
    return found;
  }

  /** Makes TCP sockets that find out by themselves that their peer is gone. */
  public static final class Tcp extends SocketFactory {

    private final CapturedSocket captured;

    /** Called by pgjdbc. */
    public Tcp(String token) {
      this.captured = of(token);
    }

    @Override
    public Socket createSocket() throws IOException {
      Socket created = new Socket();
      created.setTcpNoDelay(true);
      created.setKeepAlive(true);
      if (created.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
        created.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, PROBE_AFTER_SECONDS);
        created.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, PROBE_EVERY_SECONDS);
        created.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
      }
      captured.plain = created;
      captured.socket = created;
      return created;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      throw unconnectedOnly();
    }
  }

  /** Puts TLS over a socket of {@link Tcp}. */
  public static final class Tls extends SSLSocketFactory {

    private final CapturedSocket captured;
    private final SSLSocketFactory sockets;

    /** Called by pgjdbc. */
    public Tls(String token) {
      this.captured = of(token);
      if (captured.tls == null) {
        throw new IllegalStateException("TLS was not asked for");
      }
      this.sockets = captured.tls.getSocketFactory();
    }

    @Override
    public Socket createSocket(Socket below, String host, int port, boolean autoClose)
        throws IOException {
      Socket created = sockets.createSocket(below, host, port, autoClose);
      captured.socket = created;
      return created;
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return sockets.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      throw unconnectedOnly();
    }
  }

  private static SocketException unconnectedOnly() {
    return new SocketException("pgjdbc connects its sockets itself");
  }
}
