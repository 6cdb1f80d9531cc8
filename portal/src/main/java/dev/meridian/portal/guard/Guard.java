package dev.meridian.portal.guard;

import dev.meridian.portal.api.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets through what a person at the portal's own pages, or a program, asks for. Other sites get
 * nowhere: neither under a name of theirs, nor through a browser that has the portal open.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class Guard extends OncePerRequestFilter {

  /** The model and request attribute that holds the token for a page's forms. */
  static final String TOKEN = "csrf";

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final HostCheck hosts;
  private final OriginCheck origins;
  private final FormToken token;

  Guard(HostCheck hosts, OriginCheck origins, FormToken token) {
    this.hosts = hosts;
    this.origins = origins;
    this.token = token;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain next)
      throws ServletException, IOException {
    protect(response);
    Refused refused = refused(request);
    if (refused != null) {
      refuse(request, response, refused);
      return;
    }
    if (!isApi(request)) {
      request.setAttribute(TOKEN, token.of(request, response));
    }
    next.doFilter(request, response);
  }

  private static void protect(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    // Not no-referrer: browsers would then send the portal's own forms with the origin null.
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  }

  private @Nullable Refused refused(HttpServletRequest request) {
    if (!hosts.allows(request)) {
      return Refused.HOST;
    }
    boolean safe = SAFE.contains(request.getMethod());
    if ((isApi(request) || !safe) && origins.isForeign(request)) {
      return Refused.ORIGIN;
    }
    if (isApi(request)) {
      return hasBody(request) && !isJson(request.getContentType()) ? Refused.NOT_JSON : null;
    }
    return safe || token.isSent(request) ? null : Refused.TOKEN;
  }

  private static boolean isApi(HttpServletRequest request) {
    return request.getRequestURI().startsWith("/api/");
  }

  private static boolean hasBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }

  private static boolean isJson(@Nullable String type) {
    return type != null
        && type.strip()
            .toLowerCase(Locale.ROOT)
            .matches("application/(json|[a-z0-9.-]+\\+json)( *;.*)?");
  }

  private static void refuse(
      HttpServletRequest request, HttpServletResponse response, Refused refused)
      throws IOException {
    if (!isApi(request)) {
      response.sendError(refused.status, refused.detail);
      return;
    }
    Problem.answer(response, refused.status, refused.code, refused.detail);
  }

  private enum Refused {
    HOST(
        421,
        "host-not-allowed",
        "The portal isn't known by this name; open it as localhost, or add the name to meridian.portal.allowed-hosts"),
    ORIGIN(403, "origin-not-allowed", "Another web site asked for this; nothing was done"),
    TOKEN(
        403,
        "form-token-missing",
        "The form doesn't come from a page of this portal, or cookies are off; go back, reload the page and send it again"),
    NOT_JSON(415, "content-type-not-json", "A body must be application/json");

    private final int status;
    private final String code;
    private final String detail;

    Refused(int status, String code, String detail) {
      this.status = status;
      this.code = code;
      this.detail = detail;
    }
  }
}
