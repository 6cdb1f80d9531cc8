package dev.meridian.messaging.problem;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that was asked for will not be done, and nothing was changed. Over HTTP it becomes a
 * problem detail (RFC 9457) with its code; in answer to an event, it becomes an event of rejection.
 */
public final class Refused extends RuntimeException {

  /** Why it is refused, as far as the caller's next step goes. */
  public enum Kind {
    /** What was asked for is wrong in itself. */
    INVALID,
    /** What it is about isn't there. */
    NOT_FOUND,
    /** It doesn't go with what is there. */
    CONFLICT,
    /** It may go later, as it is. */
    UNAVAILABLE
  }

  private final Kind kind;
  private final String code;
  private final Map<String, Object> facts = new LinkedHashMap<>();

  private Refused(Kind kind, String code, String message) {
    super(message);
    this.kind = kind;
    this.code = code;
  }

  /**
   * What was asked for is wrong in itself: 400 over HTTP.
   *
   * @param code stable, in words with hyphens, such as {@code server-name-invalid}
   * @param message for people: what was asked, and what would work; never a secret
   */
  public static Refused invalid(String code, String message) {
    return new Refused(Kind.INVALID, code, message);
  }

  /** What it is about isn't there: 404 over HTTP. */
  public static Refused notFound(String code, String message) {
    return new Refused(Kind.NOT_FOUND, code, message);
  }

  /** It doesn't go with what is there: 409 over HTTP. */
  public static Refused conflict(String code, String message) {
    return new Refused(Kind.CONFLICT, code, message);
  }

  /** It may go later, as it is: 503 over HTTP. */
  public static Refused unavailable(String code, String message) {
    return new Refused(Kind.UNAVAILABLE, code, message);
  }

  /** Adds something that a program can use, such as the valid window; a member of the answer. */
  public Refused with(String name, Object value) {
    facts.put(name, value);
    return this;
  }

  /** Says which field of the request is wrong: the member {@code field} of the answer. */
  public Refused field(String path) {
    return with("field", path);
  }

  /** Why, as far as the caller's next step goes. */
  public Kind kind() {
    return kind;
  }

  /** Stable, for programs. */
  public String code() {
    return code;
  }

  /** For people: what was asked, and what would work. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  /** What was added for programs. */
  public Map<String, Object> facts() {
    return Map.copyOf(facts);
  }
}
