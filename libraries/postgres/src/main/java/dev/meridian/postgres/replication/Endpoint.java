package dev.meridian.postgres.replication;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens and who asks. Without TLS nothing is verified; with it, the server's
 * certificate must be good for {@code host} and for the context's trust manager, and the context's
 * key manager shows the client's certificate.
 *
 * @param host a name or an address
 * @param port the TCP port
 * @param user a role with the REPLICATION attribute
 * @param tls what to trust and what to show; null to speak in clear
 * @param password for servers that ask for one; never in this record's text
 */
public record Endpoint(
    String host, int port, String user, @Nullable SSLContext tls, @Nullable String password) {

  /** In clear and without a password. */
  public static Endpoint of(String host, int port, String user) {
    return new Endpoint(host, port, user, null, null);
  }

  /** The same with TLS. */
  public Endpoint withTls(SSLContext context) {
    return new Endpoint(host, port, user, context, password);
  }

  /** The same with a password. */
  public Endpoint withPassword(String secret) {
    return new Endpoint(host, port, user, tls, secret);
  }

  /** User, host and port, never the password. */
  @Override
  public String toString() {
    return user + "@" + host + ":" + port + (tls == null ? "" : " (TLS)");
  }
}
