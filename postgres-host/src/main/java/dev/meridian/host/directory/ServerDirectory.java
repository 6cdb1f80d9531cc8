package dev.meridian.host.directory;

import java.nio.file.Path;

/**
 * The files of one server.
 *
 * @param root all of them, but for the socket
 * @param socketDirectory its private socket
 */
public record ServerDirectory(Path root, Path socketDirectory) {

  /** PostgreSQL's data directory. */
  public Path data() {
    return root.resolve("data");
  }

  /** Configuration, written wholly by Meridian; no backup of the server holds it. */
  public Path conf() {
    return root.resolve("conf");
  }

  /** Its certificate and key, and the certificate of the fleet's authority. */
  public Path tls() {
    return root.resolve("tls");
  }

  /** What PostgreSQL logs. */
  public Path log() {
    return root.resolve("log");
  }

  /** Tablespaces of a restored server, by their object id. */
  public Path tablespaces() {
    return root.resolve("tablespaces");
  }

  /** Log on its way to a server that recovers; there only while one does. */
  public Path arriving() {
    return root.resolve("arriving");
  }
}
