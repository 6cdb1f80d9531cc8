package dev.meridian.portal.page;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A form that can't be shown again as it was, since the page around it needs a service that doesn't
 * answer: it is kept to be sent once more.
 */
record Unsent(String action, List<Field> fields) {

  record Field(String name, String value) {}

  /** None where nothing was sent, and none where a secret is part of it. */
  static Optional<Unsent> of(HttpServletRequest request) {
    if (!request.getMethod().equals("POST")
        || request.getParameterMap().keySet().stream().anyMatch(Unsent::isSecret)) {
      return Optional.empty();
    }
    return Optional.of(
        new Unsent(
            request.getRequestURI(),
            request.getParameterMap().entrySet().stream()
                .filter(sent -> !sent.getKey().equals("_csrf"))
                .flatMap(
                    sent ->
                        Arrays.stream(sent.getValue())
                            .map(value -> new Field(sent.getKey(), value)))
                .toList()));
  }

  private static boolean isSecret(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith("password");
  }
}
