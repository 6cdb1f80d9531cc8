package dev.meridian.portal.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What the portal itself answers a program that can't be served: a problem detail (RFC 9457). */
public final class Problem {

  private Problem() {}

  /**
   * Answers with it.
   *
   * @param code stable, for programs
   * @param detail for people; without quotes
   */
  public static void answer(HttpServletResponse response, int status, String code, String detail)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/problem+json");
    response
        .getOutputStream()
        .write(
            "{\"type\":\"urn:meridian:problem:%1$s\",\"status\":%2$d,\"code\":\"%1$s\",\"detail\":\"%3$s\"}"
                .formatted(code, status, detail)
                .getBytes(StandardCharsets.UTF_8));
  }
}
