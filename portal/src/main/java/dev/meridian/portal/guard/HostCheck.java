package dev.meridian.portal.guard;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * Refuses requests under a name that isn't the portal's: a site whose own name is made to lead to
 * this machine (DNS rebinding) would count as the same origin.
 */
@Component
class HostCheck {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Set<String> allowed = new TreeSet<>();

  HostCheck(GuardSettings settings, Listening listening) {
    settings.allowedHosts().forEach(host -> allowed.add(host.toLowerCase(Locale.ROOT)));
    // Where it listens for others too, the machine's own health checks come from loopback.
    if (listening.loopback() || !allowed.isEmpty()) {
      allowed.addAll(LOOPBACK);
    }
  }

  boolean allows(HttpServletRequest request) {
    String host = request.getHeader("Host");
    return allowed.isEmpty() || (host != null && allowed.contains(name(host)));
  }

  private static String name(String host) {
    int port = host.lastIndexOf(':');
    String name = port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    return name.toLowerCase(Locale.ROOT);
  }
}
