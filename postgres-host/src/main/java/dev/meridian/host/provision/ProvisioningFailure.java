package dev.meridian.host.provision;

import dev.meridian.host.session.SessionFailed;
import dev.meridian.postgres.runtime.PostgresFailure;
import dev.meridian.security.scram.MalformedVerifier;
import dev.meridian.security.seal.CannotOpen;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A server can't be made, and trying again as it is would not help. */
public final class ProvisioningFailure extends RuntimeException {

  /** PostgreSQL ended while it replayed log. */
  public static final String RECOVERY_FAILED = "recovery-failed";

  private final String code;

  /**
   * Why.
   *
   * @param code stable, in words with hyphens
   * @param reason for people: what was wrong and what would work
   */
  public ProvisioningFailure(String code, String reason) {
    this(code, reason, null);
  }

  /** The same with a cause. */
  public ProvisioningFailure(String code, String reason, @Nullable Throwable cause) {
    super(reason, cause);
    this.code = code;
  }

  /** Stable, for programs. */
  public String code() {
    return code;
  }

  /** For people. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  /** What kept a server from being made, as its makers see it. */
  public static ProvisioningFailure of(RuntimeException cause) {
    String reason = String.valueOf(cause.getMessage());
    return switch (cause) {
      case ProvisioningFailure known -> known;
      case PostgresFailure postgres ->
          new ProvisioningFailure(
              "postgres-" + postgres.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
              reason,
              cause);
      case SessionFailed session ->
          new ProvisioningFailure("postgres-session-failed", reason, session);
      case CannotOpen sealed -> new ProvisioningFailure(sealed.code(), reason, sealed);
      case MalformedVerifier verifier -> new ProvisioningFailure(verifier.code(), reason, verifier);
      case UncheckedIOException io -> ofDisk(io, reason);
      default -> new ProvisioningFailure("provisioning-failed", reason, cause);
    };
  }

  private static ProvisioningFailure ofDisk(UncheckedIOException failure, String reason) {
    Throwable cause = failure.getCause();
    String why = cause == null ? "" : String.valueOf(cause.getMessage());
    return new ProvisioningFailure(
        why.contains(FullDisk.NO_SPACE) ? FullDisk.CODE : "provisioning-failed",
        reason + ": " + why,
        failure);
  }
}
