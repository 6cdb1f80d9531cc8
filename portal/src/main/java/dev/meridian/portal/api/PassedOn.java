package dev.meridian.portal.api;

import java.util.Locale;
import java.util.Set;

/** Which headers of a request, and of its answer, are about more than one connection. */
final class PassedOn {

  /** RFC 9110, 7.6.1, and what the client or the server on either side sets by itself. */
  private static final Set<String> OF_ONE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "host",
          "content-length",
          "expect",
          "date");

  /** The portal's own business with the browser. */
  private static final Set<String> OF_THE_PORTAL =
      Set.of("cookie", "set-cookie", "origin", "referer", "location");

  private PassedOn() {}

  static boolean header(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !OF_ONE_CONNECTION.contains(lower)
        && !OF_THE_PORTAL.contains(lower)
        && !lower.startsWith("sec-")
        && !lower.startsWith(":");
  }
}
