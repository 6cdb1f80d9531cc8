package dev.meridian.portal.page;

import org.jspecify.annotations.Nullable;

/** Reads what somebody typed into a field. */
public final class Entered {

  private Entered() {}

  /** Without the blanks around it; null when nothing is left. */
  public static @Nullable String text(@Nullable String typed) {
    return typed == null || typed.isBlank() ? null : typed.strip();
  }

  /** A whole number; null, and an error beside the field, when it isn't one. */
  public static @Nullable Integer number(String field, @Nullable String typed, FormErrors errors) {
    String text = text(typed);
    if (text == null) {
      errors.field(field, "Enter a number");
      return null;
    }
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      errors.field(field, "Enter a whole number, such as 20");
      return null;
    }
  }
}
