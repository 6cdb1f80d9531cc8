package dev.meridian.portal.guard;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * A secret that a form sends along with the cookie that holds it too: only the portal's own pages
 * know it (double submit).
 */
@Component
class FormToken {

  static final String FIELD = "_csrf";

  private static final String COOKIE = "meridian-form-token";
  private static final int BYTES = 32;
  private static final int LENGTH = 43;

  private final SecureRandom random = new SecureRandom();

  /** The browser's token; it is given one if it has none. */
  String of(HttpServletRequest request, HttpServletResponse response) {
    String known = cookie(request);
    if (known != null) {
      return known;
    }
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    ResponseCookie cookie =
        ResponseCookie.from(COOKIE, token)
            .httpOnly(true)
            .sameSite("Strict")
            .secure(request.isSecure())
            .path("/")
            .build();
    response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    return token;
  }

  boolean isSent(HttpServletRequest request) {
    String known = cookie(request);
    String sent = request.getParameter(FIELD);
    return known != null
        && sent != null
        && MessageDigest.isEqual(
            known.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable String cookie(HttpServletRequest request) {
    if (request.getCookies() == null) {
      return null;
    }
    for (Cookie cookie : request.getCookies()) {
      if (cookie.getName().equals(COOKIE) && cookie.getValue().length() == LENGTH) {
        return cookie.getValue();
      }
    }
    return null;
  }
}
