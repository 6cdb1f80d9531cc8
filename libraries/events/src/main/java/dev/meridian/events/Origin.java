package dev.meridian.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.UUID;

/** How a server that is being placed comes to its data. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Origin.New.class, name = "New"),
  @JsonSubTypes.Type(value = Origin.Restored.class, name = "Restored")
})
public sealed interface Origin {

  /**
   * It starts empty.
   *
   * @param sealedVerifier the admin's SCRAM-SHA-256 verifier, sealed for this server
   */
  record New(String sealedVerifier) implements Origin {}

  /** It is restored; its admin's password is the one of the target's time. */
  record Restored(UUID restoreId, RestorePlan plan) implements Origin {}
}
