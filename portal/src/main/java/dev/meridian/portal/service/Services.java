package dev.meridian.portal.service;

import java.net.http.HttpClient;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** All services. */
@Component
public class Services {

  private final Map<ServiceName, Service> services = new EnumMap<>(ServiceName.class);

  Services(ServicesSettings settings) {
    HttpClient http = HttpClient.newBuilder().connectTimeout(settings.connectTimeout()).build();
    JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
    requests.setReadTimeout(settings.answerTimeout());
    RestClient client = RestClient.builder().requestFactory(requests).build();
    for (ServiceName name : ServiceName.values()) {
      services.put(name, new Service(name, name.address(settings), client));
    }
  }

  /** Owns servers. */
  public Service inventory() {
    return of(ServiceName.INVENTORY);
  }

  /** Owns backups and restore windows. */
  public Service backup() {
    return of(ServiceName.BACKUP);
  }

  /** Owns restores. */
  public Service restore() {
    return of(ServiceName.RESTORE);
  }

  /** Owns firewall rules. */
  public Service networkRules() {
    return of(ServiceName.NETWORK_RULES);
  }

  private Service of(ServiceName name) {
    return Objects.requireNonNull(services.get(name));
  }

  /** What a service answers, or why it doesn't; a page shows the rest of itself either way. */
  public static <T> Answer<T> ask(Callable<T> question) {
    try {
      return new Answer<>(question.call(), null, false);
    } catch (Unreachable e) {
      return new Answer<>(null, String.valueOf(e.getMessage()), true);
    } catch (Refusal e) {
      return new Answer<>(null, e.detail(), false);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
