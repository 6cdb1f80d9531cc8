package dev.meridian.inventory.server;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The last change of the admin's password that was asked for.
 *
 * @param reason why it failed
 */
public record PasswordChange(UUID changeId, State state, @Nullable String reason) {

  /** How far it has come. */
  public enum State {
    Pending,
    Changed,
    Failed
  }
}
