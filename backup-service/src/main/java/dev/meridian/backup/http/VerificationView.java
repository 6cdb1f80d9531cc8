package dev.meridian.backup.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.verification.Scope;
import dev.meridian.backup.verification.VerifyArchives;
import dev.meridian.repository.Finding;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading a server's archive.
 *
 * @param state {@code NotVerified}, {@code Running}, {@code Good}, {@code Damaged}, or {@code
 *     Failed}: it could not be read
 * @param scope {@code All} or {@code Sample}; null if it was never read, as {@code startedAt} is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record VerificationView(
    UUID serverId,
    String server,
    String region,
    String state,
    @Nullable String scope,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    long objects,
    long bytes,
    List<Finding> findings,
    List<Finding> healed,
    @Nullable String failure) {

  static VerificationView of(ProtectedServer server, VerifyArchives.Result result) {
    return new VerificationView(
        server.id(),
        server.name(),
        server.region(),
        state(result),
        result.scope() == Scope.SAMPLE ? "Sample" : "All",
        result.startedAt(),
        result.endedAt(),
        result.objects(),
        result.bytes(),
        result.findings(),
        result.healed(),
        result.failure());
  }

  /** That of an archive that hasn't been read yet. */
  static VerificationView none(ProtectedServer server) {
    return new VerificationView(
        server.id(),
        server.name(),
        server.region(),
        "NotVerified",
        null,
        null,
        null,
        0,
        0,
        List.of(),
        List.of(),
        null);
  }

  private static String state(VerifyArchives.Result result) {
    if (result.isRunning()) {
      return "Running";
    }
    if (result.failure() != null) {
      return "Failed";
    }
    return result.findings().isEmpty() ? "Good" : "Damaged";
  }
}
