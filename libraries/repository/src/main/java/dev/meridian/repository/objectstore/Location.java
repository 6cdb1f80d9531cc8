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
   * @param prefix what all names in it begin with: empty, or ending with {@code /}
   */
  record Bucketed(Kind kind, String bucket, String prefix) implements Location {

    @Override
    public String toString() {
      return kind.scheme() + "://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
    }
  }

  /** Whose object store. */
  enum Kind {
    S3("s3");

    private final String scheme;

    Kind(String scheme) {
      this.scheme = scheme;
    }

    String scheme() {
      return scheme;
    }
  }

  /** Of two letters at least, so that it isn't a Windows drive. */
  Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(//)?(.*)");

  Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]");

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
    return bucketed(kind(scheme), url);
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
    if (url.group(2) == null || rest.matches(".*[@?#].*")) {
      // Not repeated: there may be a key in it.
      throw new BadLocation(
          ("A location of %s is %1$s://bucket or %1$s://bucket/prefix and nothing else: the endpoint"
                  + " is a setting, and credentials come from the environment or from files")
              .formatted(kind.scheme()));
    }
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    if (!BUCKET.matcher(bucket).matches()) {
      throw new BadLocation(
          "The location %s://%s names no bucket; %s".formatted(kind.scheme(), rest, examples()));
    }
    String prefix = slash < 0 ? "" : rest.substring(slash + 1);
    return new Bucketed(kind, bucket, folder(kind, rest, prefix));
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
            .map(kind -> kind.scheme() + "://bucket/prefix")
            .collect(Collectors.joining(", "));
  }
}
