package dev.meridian.repository.objectstore;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.ChainedTokenCredentialBuilder;
import com.azure.identity.EnvironmentCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Clients of Azure Blob with our timeouts and retries. */
final class AzureClients {

  private AzureClients() {}

  /**
   * A client of a container.
   *
   * @param environment what credentials are taken from: {@code AZURE_STORAGE_…} as the command line
   *     tool {@code az} knows them, or else an identity
   */
  static BlobContainerClient create(
      Location.Bucketed place, StoreSettings settings, Map<String, String> environment) {
    var builder =
        new BlobContainerClientBuilder()
            .httpClient(http(settings.attempt()))
            .retryOptions(retries(settings.attempt()));
    authenticate(builder, place.account(), environment);
    // After a connection string, which has an endpoint of its own.
    return builder
        .endpoint(service(place, settings) + "/" + place.bucket())
        .containerName(place.bucket())
        .buildClient();
  }

  private static HttpClient http(Duration attempt) {
    return new JdkHttpClientBuilder(
            java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1))
        .connectionTimeout(least(attempt, Duration.ofSeconds(5)))
        .writeTimeout(attempt)
        .responseTimeout(attempt)
        .readTimeout(least(attempt, Duration.ofSeconds(30)))
        .build();
  }

  /** None: after a read that failed, the library's own attempts fail with a mistake of theirs. */
  private static RequestRetryOptions retries(Duration attempt) {
    Duration inSeconds = most(attempt, Duration.ofSeconds(1));
    return new RequestRetryOptions(RetryPolicyType.FIXED, 1, inSeconds, null, null, null);
  }

  private static String service(Location.Bucketed place, StoreSettings settings) {
    String endpoint = settings.endpoint();
    if (endpoint != null) {
      return Endpoints.checked(endpoint) + "/" + place.account();
    }
    return place.service().isEmpty()
        ? "https://" + place.account() + ".blob.core.windows.net"
        : place.service();
  }

  private static void authenticate(
      BlobContainerClientBuilder builder, String account, Map<String, String> environment) {
    UnaryOperator<String> value = name -> environment.getOrDefault(name, "").strip();
    String connection = value.apply("AZURE_STORAGE_CONNECTION_STRING");
    String key = value.apply("AZURE_STORAGE_KEY");
    String signature = value.apply("AZURE_STORAGE_SAS_TOKEN");
    String named = value.apply("AZURE_STORAGE_ACCOUNT");
    try {
      if (connection.contains("AccountName=" + account + ";")) {
        builder.connectionString(connection);
      } else if (!named.isEmpty() && !named.equals(account)) {
        builder.credential(identity(environment));
      } else if (!key.isEmpty()) {
        builder.credential(new StorageSharedKeyCredential(account, key));
      } else if (!signature.isEmpty()) {
        builder.sasToken(signature);
      } else {
        builder.credential(identity(environment));
      }
    } catch (IllegalArgumentException e) {
      // Not told why: the reason may repeat the credential.
      throw new BadLocation(
          "AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN of the"
              + " environment is malformed; take it anew from the account "
              + account);
    }
  }

  /** In the order of Azure's own default, without the desktop's tools. */
  private static TokenCredential identity(Map<String, String> environment) {
    var chain = new ChainedTokenCredentialBuilder();
    chain.addLast(new EnvironmentCredentialBuilder().build());
    if (environment
        .keySet()
        .containsAll(List.of("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE"))) {
      chain.addLast(new WorkloadIdentityCredentialBuilder().build());
    }
    return chain
        .addLast(
            new ManagedIdentityCredentialBuilder()
                .clientId(environment.get("AZURE_CLIENT_ID"))
                .build())
        .addLast(new AzureCliCredentialBuilder().build())
        .build();
  }

  private static Duration most(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
