package dev.meridian.repository.objectstore;

import dev.meridian.repository.store.ObjectNames;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where a store is. */
sealed interface Location {

  /** A folder of this machine. */
  record Directory(Path path) implements Location {}

  /**
   * A part of a bucket.
   *
   * @param account whose bucket it is: of Azure, whose containers have names of their account
   *     alone; empty otherwise
   * @param service the URL of the service, as the location says it; empty when it doesn't
   * @param prefix what all names in it begin with: empty, or ending with {@code /}
   */
  record Bucketed(Kind kind, String account, String service, String bucket, String prefix)
      implements Location {

    @Override
    public String toString() {
      String place = account.isEmpty() ? bucket : account + "/" + bucket;
      return kind.scheme() + "://" + place + (prefix.isEmpty() ? "" : "/" + prefix);
    }
  }

  /** Whose object store. */
  enum Kind {
    S3("s3", "bucket"),
    AZURE("az", "account/container"),
    GCS("gs", "bucket");

    private final String scheme;
    private final String place;

    Kind(String scheme, String place) {
      this.scheme = scheme;
      this.place = place;
    }

    String scheme() {
      return scheme;
    }

    String example() {
      return scheme + "://" + place;
    }
  }

  /** Of two letters at least, so that it isn't a Windows drive. */
  Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(//)?(.*)");

  Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]");

  Pattern ACCOUNT = Pattern.compile("[a-z0-9]{3,24}");

  /** A container's URL in any of Azure's clouds: {@code https://account.blob.…/container}. */
  Pattern CONTAINER_URL = Pattern.compile("(([a-z0-9]{3,24})\\.blob\\.[A-Za-z0-9.-]+)/(.*)");

  /**
   * What a text says.
   *
   * @throws BadLocation when it is neither a path nor an object store's URL
   */
  static Location parse(String text) {
    Matcher url = SCHEME.matcher(text);
    if (!url.matches()) {
      return directory(text);
    }
    String scheme = url.group(1).toLowerCase(Locale.ROOT);
    if (scheme.equals("file")) {
      return file(text);
    }
    return scheme.equals("https") ? container(url) : bucketed(kind(scheme), url);
  }

  private static Location directory(String text) {
    try {
      if (!text.isBlank()) {
        return new Directory(Path.of(text));
      }
    } catch (InvalidPathException e) {
      // Told below.
    }
    throw new BadLocation("A repository's location is missing or not a path; " + examples());
  }

  private static Location file(String text) {
    try {
      return new Directory(Path.of(new URI(text)));
    } catch (URISyntaxException | RuntimeException e) {
      throw new BadLocation("The location " + text + " is not a file's URL; " + examples());
    }
  }

  private static Kind kind(String scheme) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.scheme().equals(scheme))
        .findFirst()
        .orElseThrow(
            () ->
                new BadLocation(
                    "A repository's location begins with %s:, which is no kind of store; %s"
                        .formatted(scheme, examples())));
  }

  private static Bucketed bucketed(Kind kind, Matcher url) {
    String rest = url.group(3);
    requireNothingElse(kind, url);
    if (kind == Kind.AZURE) {
      int slash = rest.indexOf('/');
      String account = slash < 0 ? rest : rest.substring(0, slash);
      if (!ACCOUNT.matcher(account).matches()) {
        throw new BadLocation(
            "The location az://%s names no account; %s".formatted(rest, examples()));
      }
      return inBucket(kind, account, "", slash < 0 ? "" : rest.substring(slash + 1), rest);
    }
    return inBucket(kind, "", "", rest, rest);
  }

  private static Bucketed container(Matcher url) {
    requireNothingElse(Kind.AZURE, url);
    Matcher container = CONTAINER_URL.matcher(url.group(3));
    if (!container.matches()) {
      throw new BadLocation(
          "A repository's location begins with https: and is not that of a container of Azure,"
              + " https://account.blob.core.windows.net/container; "
              + examples());
    }
    String account = container.group(2);
    String rest = container.group(3);
    String service = "https://" + container.group(1);
    return inBucket(Kind.AZURE, account, service, rest, account + "/" + rest);
  }

  private static void requireNothingElse(Kind kind, Matcher url) {
    if (url.group(2) == null || url.group(3).matches(".*[@?#].*")) {
      // Not repeated: there may be a key in it.
      throw new BadLocation(
          ("A location of %s is %2$s or %2$s/prefix and nothing else: the endpoint"
                  + " is a setting, and credentials come from the environment or from files")
              .formatted(kind.scheme(), kind.example()));
    }
  }

  private static Bucketed inBucket(
      Kind kind, String account, String service, String path, String rest) {
    int slash = path.indexOf('/');
    String bucket = slash < 0 ? path : path.substring(0, slash);
    if (!BUCKET.matcher(bucket).matches()) {
      throw new BadLocation(
          "The location %s://%s names no bucket; %s".formatted(kind.scheme(), rest, examples()));
    }
    String prefix = slash < 0 ? "" : path.substring(slash + 1);
    return new Bucketed(kind, account, service, bucket, folder(kind, rest, prefix));
  }

  private static String folder(Kind kind, String rest, String prefix) {
    String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    try {
      return ObjectNames.checkedFolder(folder);
    } catch (IllegalArgumentException e) {
      throw new BadLocation(
          "The prefix of %s://%s must be parts of letters, digits, '.', '-' and '_' joined by '/'"
              .formatted(kind.scheme(), rest));
    }
  }

  private static String examples() {
    return "it is a path or, for an object store, "
        + Arrays.stream(Kind.values())
            .map(kind -> kind.example() + "/prefix")
            .collect(Collectors.joining(", "));
  }
}
