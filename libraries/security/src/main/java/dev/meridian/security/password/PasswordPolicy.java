package dev.meridian.security.password;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What an admin's password must be like: 8 to 128 characters, of three of four kinds (upper case,
 * lower case, digits, all others), without the login in it.
 */
public final class PasswordPolicy {

  private static final int SHORTEST = 8;
  private static final int LONGEST = 128;
  private static final int KINDS = 3;

  /** What is wrong with a password. */
  public enum Violation {
    TOO_SHORT("password-too-short", "A password has %d characters or more".formatted(SHORTEST)),
    TOO_LONG("password-too-long", "A password has %d characters or fewer".formatted(LONGEST)),
    TOO_FEW_KINDS(
        "password-too-simple",
        "A password has characters of three of these kinds: upper case, lower case, digits, others"),
    CONTAINS_LOGIN(
        "password-contains-login", "A password doesn't contain the login, in any letter case"),
    /** PostgreSQL's clients end a password at NUL, and other control characters can't be typed. */
    UNUSABLE_CHARACTER(
        "password-character-unusable", "A password has no control characters and is valid Unicode");

    private final String code;
    private final String message;

    Violation(String code, String message) {
      this.code = code;
      this.message = message;
    }

    /** Stable, for programs. */
    public String code() {
      return code;
    }

    /** For people: what would work. */
    public String message() {
      return message;
    }
  }

  private enum Kind {
    UPPER,
    LOWER,
    DIGIT,
    OTHER
  }

  private PasswordPolicy() {}

  /**
   * All that is wrong with a password; empty when nothing is.
   *
   * @param password stays the caller's, who should overwrite it
   * @param login the login that it is to belong to
   */
  public static List<Violation> violations(char[] password, String login) {
    List<Violation> found = new ArrayList<>();
    int length = Character.codePointCount(password, 0, password.length);
    if (length < SHORTEST) {
      found.add(Violation.TOO_SHORT);
    }
    if (length > LONGEST) {
      found.add(Violation.TOO_LONG);
    }
    if (kinds(password).size() < KINDS) {
      found.add(Violation.TOO_FEW_KINDS);
    }
    if (!login.isEmpty() && contains(password, login)) {
      found.add(Violation.CONTAINS_LOGIN);
    }
    if (hasUnusable(password)) {
      found.add(Violation.UNUSABLE_CHARACTER);
    }
    return List.copyOf(found);
  }

  private static Set<Kind> kinds(char[] password) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (int i = 0; i < password.length; ) {
      int character = Character.codePointAt(password, i);
      kinds.add(kind(character));
      i += Character.charCount(character);
    }
    return kinds;
  }

  private static Kind kind(int character) {
    if (Character.isUpperCase(character)) {
      return Kind.UPPER;
    }
    if (Character.isLowerCase(character)) {
      return Kind.LOWER;
    }
    return Character.isDigit(character) ? Kind.DIGIT : Kind.OTHER;
  }

  /** Works on the array, so that no copy of the password is left behind as a String. */
  private static boolean contains(char[] password, String login) {
    for (int start = 0; start + login.length() <= password.length; start++) {
      int matched = 0;
      while (matched < login.length()
          && fold(password[start + matched]) == fold(login.charAt(matched))) {
        matched++;
      }
      if (matched == login.length()) {
        return true;
      }
    }
    return false;
  }

  private static char fold(char character) {
    return Character.toLowerCase(Character.toUpperCase(character));
  }

  private static boolean hasUnusable(char[] password) {
    for (int i = 0; i < password.length; ) {
      int character = Character.codePointAt(password, i);
      boolean unpaired = Character.getType(character) == Character.SURROGATE;
      if (unpaired || Character.isISOControl(character)) {
        return true;
      }
      i += Character.charCount(character);
    }
    return false;
  }
}
