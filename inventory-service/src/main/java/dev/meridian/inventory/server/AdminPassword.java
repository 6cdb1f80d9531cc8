package dev.meridian.inventory.server;

import dev.meridian.inventory.rules.Findings;
import dev.meridian.messaging.problem.Refused;
import dev.meridian.security.password.PasswordPolicy;
import dev.meridian.security.scram.ScramVerifier;
import dev.meridian.security.seal.SealingKey;
import java.security.SecureRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A password as somebody asks for it. It stays in the request that brought it: only its verifier
 * leaves, sealed.
 */
public final class AdminPassword {

  private final String field;
  private final char[] characters;

  /**
   * A password that was asked for.
   *
   * @param field the field of the request that holds it
   * @param characters null if none was given
   */
  public AdminPassword(String field, @Nullable String characters) {
    this.field = field;
    this.characters = characters == null ? new char[0] : characters.toCharArray();
  }

  void check(@Nullable String login, Findings findings) {
    PasswordPolicy.violations(characters, login == null ? "" : login)
        .forEach(
            violation ->
                findings.add(Refused.invalid(violation.code(), violation.message()).field(field)));
  }

  /** The verifier, which only a host can read, and for this server only. */
  String sealedFor(UUID serverId, SealingKey key) {
    return key.seal(serverId, ScramVerifier.of(characters, new SecureRandom()).text());
  }
}
