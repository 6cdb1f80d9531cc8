package dev.meridian.repository.objectstore;

import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.Storage;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Clients of Google Cloud Storage with our timeouts. */
final class GcsClients {

  private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";

  private GcsClients() {}

  /** With the environment's credentials; an endpoint of its own is an emulator, and gets none. */
  static Storage create(StoreSettings settings) {
    String endpoint = settings.endpoint();
    Duration attempt = settings.attempt();
    if (endpoint != null) {
      return builder(request -> limit(request, attempt))
          .setRootUrl(Endpoints.checked(endpoint) + "/")
          .build();
    }
    return builder(new Authenticated(attempt)).build();
  }

  private static Storage.Builder builder(HttpRequestInitializer initializer) {
    return new Storage.Builder(
            new NetHttpTransport(), GsonFactory.getDefaultInstance(), initializer)
        .setApplicationName("meridian");
  }

  private static void limit(HttpRequest request, Duration attempt) {
    int millis = (int) Math.min(Integer.MAX_VALUE, attempt.toMillis());
    request.setConnectTimeout(Math.min(millis, 5_000));
    request.setReadTimeout(millis);
    request.setWriteTimeout(millis);
  }

  /** Looks for credentials when they are first needed: that may be a call. */
  private static final class Authenticated implements HttpRequestInitializer {

    private final Duration attempt;
    private @Nullable HttpCredentialsAdapter credentials;

    Authenticated(Duration attempt) {
      this.attempt = attempt;
    }

    @Override
    public void initialize(HttpRequest request) throws IOException {
      limit(request, attempt);
      credentials().initialize(request);
    }

    private synchronized HttpCredentialsAdapter credentials() throws IOException {
      if (credentials == null) {
        credentials =
            new HttpCredentialsAdapter(
                GoogleCredentials.getApplicationDefault().createScoped(SCOPE));
      }
      return credentials;
    }
  }
}
