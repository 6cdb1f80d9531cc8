package dev.meridian.portal;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A portal on a free port, and a browser of sorts: it keeps no more than the form token. */
final class RunningPortal implements AutoCloseable {

  static {
    // As its users do, some tests name a host that isn't in the address.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]{43})\"");

  private final ConfigurableApplicationContext context;
  private final URI url;
  private final HttpClient http = HttpClient.newHttpClient();

  private RunningPortal(ConfigurableApplicationContext context) {
    this.context = context;
    this.url =
        URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
  }

  /** With all services at one address, except those that the settings name. */
  static RunningPortal start(URI services, String... settings) {
    return new RunningPortal(
        new SpringApplicationBuilder(Portal.class)
            .properties("spring.config.name=portal")
            .run(arguments(services, settings)));
  }

  private static String[] arguments(URI services, String... settings) {
    Map<String, String> all = new HashMap<>();
    all.put("--server.port", "0");
    for (String service : List.of("inventory", "backup", "restore", "network-rules")) {
      all.put("--meridian.portal.%s.url".formatted(service), services.toString());
    }
    for (String setting : settings) {
      all.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    return all.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue())
        .toArray(String[]::new);
  }

  URI url() {
    return url;
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send(request(path, headers).GET());
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    return send(request(path, headers).method(method, BodyPublishers.ofString(body)));
  }

  /** Opens a page and posts a form of it. */
  HttpResponse<String> submit(String page, String path, Map<String, String> fields)
      throws Exception {
    HttpResponse<String> opened = get(page);
    Matcher token = TOKEN.matcher(opened.body());
    if (!token.find()) {
      throw new IllegalStateException("No form on " + page + ": " + opened.body());
    }
    String form =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&", "_csrf=" + token.group(1) + "&", ""));
    return send(
        "POST",
        path,
        form,
        "Content-Type",
        "application/x-www-form-urlencoded",
        "Cookie",
        opened.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0]);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    context.close();
  }
}
