package dev.meridian.portal.api;

import dev.meridian.portal.service.ServiceName;
import dev.meridian.portal.service.ServicesSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/** Passes {@code /api/<service>/v1/…} on to each service, and its answer back, as they are. */
@Controller
class ApiController {

  private static final Logger log = LoggerFactory.getLogger(ApiController.class);
  private static final int MOST_BYTES = 1 << 20;
  private static final int BUFFER = 1 << 13;

  private final ServicesSettings settings;
  private final HttpClient http;

  ApiController(ServicesSettings settings) {
    this.settings = settings;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connectTimeout())
            .build();
  }

  @RequestMapping(
      path = "/api/{service}/**",
      method = {
        RequestMethod.GET,
        RequestMethod.HEAD,
        RequestMethod.POST,
        RequestMethod.PUT,
        RequestMethod.PATCH,
        RequestMethod.DELETE
      })
  void pass(
      @PathVariable("service") String service,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    Optional<ServiceName> name =
        Arrays.stream(ServiceName.values()).filter(one -> one.path().equals(service)).findFirst();
    String path = request.getRequestURI().substring("/api/".length() + service.length());
    if (name.isEmpty() || !isPlain(path)) {
      Problem.answer(
          response,
          404,
          "not-found",
          "There is /api/inventory, /api/backup, /api/restore and /api/network-rules, each with"
              + " paths below /v1/");
      return;
    }
    byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      Problem.answer(
          response, 413, "request-too-large", "A body has at most %d bytes".formatted(MOST_BYTES));
      return;
    }
    pass(name.get(), path, body, request, response);
  }

  /** Below {@code /v1/}, and nothing in it that a service could take for another path. */
  private static boolean isPlain(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return path.startsWith("/v1/")
        && !path.contains("//")
        && !path.contains("/.")
        && !path.contains(";")
        && !lower.contains("%2e")
        && !lower.contains("%2f")
        && !lower.contains("%5c");
  }

  private void pass(
      ServiceName service,
      String path,
      byte[] body,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> answer;
    try {
      answer = http.send(asked(service, path, body, request), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      log.warn("{} hasn't answered: {}", service.title(), e.toString());
      if (isLate(e)) {
        String late = service.title() + " hasn't answered yet; what it was asked for may go on";
        Problem.answer(response, 504, "answer-timed-out", late);
      } else {
        Problem.answer(
            response, 503, "service-unreachable", service.title() + " can't be reached; try again");
      }
      return;
    }
    try (InputStream content = answer.body()) {
      response.setStatus(answer.statusCode());
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (PassedOn.header(name)) {
                  values.forEach(value -> response.addHeader(name, value));
                }
              });
      answer
          .headers()
          .firstValue("location")
          .ifPresent(location -> response.setHeader("Location", here(service, location)));
      if (isStream(answer)) {
        passEach(content, response);
      } else {
        content.transferTo(response.getOutputStream());
      }
    }
  }

  private static boolean isStream(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("content-type")
        .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("text/event-stream"))
        .isPresent();
  }

  /** As it comes: who listens to events waits for each of them. */
  private static void passEach(InputStream events, HttpServletResponse response)
      throws IOException {
    response.flushBuffer();
    OutputStream listener = response.getOutputStream();
    byte[] buffer = new byte[BUFFER];
    for (int read = events.read(buffer); read >= 0; read = events.read(buffer)) {
      listener.write(buffer, 0, read);
      listener.flush();
    }
  }

  private HttpRequest asked(
      ServiceName service, String path, byte[] body, HttpServletRequest request) {
    String query = request.getQueryString();
    HttpRequest.Builder asked =
        HttpRequest.newBuilder(
                URI.create(service.address(settings) + path + (query == null ? "" : "?" + query)))
            .timeout(isLong(path) ? settings.longAnswerTimeout() : settings.answerTimeout())
            .method(
                request.getMethod(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    for (String name : Collections.list(request.getHeaderNames())) {
      if (PassedOn.header(name)) {
        Collections.list(request.getHeaders(name)).forEach(value -> asked.header(name, value));
      }
    }
    return asked.build();
  }

  /** Whether the service was reached and has only not answered yet. */
  private static boolean isLate(IOException failure) {
    return failure instanceof HttpTimeoutException
        && !(failure instanceof HttpConnectTimeoutException);
  }

  /** Whether a service goes through whole repositories before it answers. */
  private static boolean isLong(String path) {
    return path.startsWith("/v1/repository/");
  }

  private String here(ServiceName service, String location) {
    String address = service.address(settings).toString();
    String path =
        location.startsWith(address + "/") ? location.substring(address.length()) : location;
    return path.startsWith("/") ? "/api/" + service.path() + path : path;
  }
}
