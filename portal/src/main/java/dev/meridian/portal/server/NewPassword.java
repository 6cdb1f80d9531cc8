package dev.meridian.portal.server;

import dev.meridian.portal.page.FormErrors;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A password that is typed twice, since nobody can see it. */
public final class NewPassword {

  private NewPassword() {}

  /** Notes it when the two differ. */
  public static void check(
      @Nullable String password, @Nullable String repeated, FormErrors errors) {
    if (!Objects.equals(password, repeated)) {
      errors.field("repeatedPassword", "The two passwords differ; type the same one twice");
    }
  }
}
