package dev.meridian.portal.guard;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells a request that another site makes a browser send. Browsers say so themselves: in {@code
 * Sec-Fetch-Site}, older ones in {@code Origin}. Programs that aren't browsers send neither.
 */
@Component
class OriginCheck {

  private static final Set<String> OWN = Set.of("same-origin", "none");

  boolean isForeign(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !OWN.contains(site);
    }
    String origin = request.getHeader("Origin");
    return origin != null && !isOf(request.getHeader("Host"), origin);
  }

  private static boolean isOf(@Nullable String host, String origin) {
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
