package dev.meridian.repository.objectstore;

/** The URLs of services that are not the vendors' own. */
final class Endpoints {

  private Endpoints() {}

  /**
   * The same, without a slash at its end.
   *
   * @throws BadLocation when it is more than the URL of a service, and then it isn't repeated
   */
  static String checked(String endpoint) {
    if (!endpoint.matches("https?://[^/@?#]+/?")) {
      throw new BadLocation(
          "An endpoint is a URL such as https://s3.example.org:9000, without a path or credentials");
    }
    return endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
  }
}
