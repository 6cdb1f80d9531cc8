package dev.meridian.portal.overview;

import dev.meridian.portal.server.Server;
import java.util.LinkedHashMap;
import java.util.Map;

/** How clients connect to a server: ready-made strings, without the password. */
final class Connections {

  private Connections() {}

  /** By what each is for; none while the server has no endpoint. */
  static Map<String, String> of(Server server, boolean withCertificate) {
    Map<String, String> strings = new LinkedHashMap<>();
    Server.Endpoint at = server.endpoint();
    if (at == null) {
      return strings;
    }
    String verified =
        withCertificate ? "sslmode=verify-full&sslrootcert=ca.crt" : "sslmode=require";
    strings.put(
        "psql",
        "psql \"host=%s port=%d user=%s dbname=app %s\""
            .formatted(at.host(), at.port(), server.adminLogin(), verified.replace('&', ' ')));
    strings.put(
        "URI",
        "postgresql://%s@%s:%d/app?%s"
            .formatted(server.adminLogin(), at.host(), at.port(), verified));
    strings.put(
        "JDBC",
        "jdbc:postgresql://%s:%d/app?user=%s&%s"
            .formatted(at.host(), at.port(), server.adminLogin(), verified));
    return strings;
  }
}
