package dev.meridian.host.server;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.UUID;

/** A piece of work on one server, as it is recorded. Names and fields are a stored format. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "work")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Work.Create.class, name = "create"),
  @JsonSubTypes.Type(value = Work.Restore.class, name = "restore"),
  @JsonSubTypes.Type(value = Work.Drill.class, name = "drill"),
  @JsonSubTypes.Type(value = Work.CancelRestore.class, name = "cancel-restore"),
  @JsonSubTypes.Type(value = Work.ChangeAdminPassword.class, name = "change-admin-password"),
  @JsonSubTypes.Type(value = Work.ChangePricingTier.class, name = "change-pricing-tier"),
  @JsonSubTypes.Type(value = Work.ChangeDurability.class, name = "change-durability"),
  @JsonSubTypes.Type(value = Work.Drop.class, name = "drop")
})
public sealed interface Work {

  /**
   * Make it, empty.
   *
   * @param sealedVerifier the admin's SCRAM verifier, sealed for this server
   */
  record Create(String sealedVerifier) implements Work {}

  /** Make it out of a backup. */
  record Restore(UUID restoreId, RestorePlan plan) implements Work {}

  /**
   * Make it out of a backup, look whether it is as it should be, and remove it.
   *
   * @param checkSeconds how long may be spent on looking through it
   */
  record Drill(UUID drillId, RestorePlan plan, int checkSeconds) implements Work {}

  /** Leave nothing of it, if it isn't made yet. */
  record CancelRestore(UUID restoreId) implements Work {}

  /**
   * Give its admin another password.
   *
   * @param sealedVerifier the new SCRAM verifier, sealed for this server
   */
  record ChangeAdminPassword(UUID changeId, String adminLogin, String sealedVerifier)
      implements Work {}

  /** Run it with another tier. */
  record ChangePricingTier(PricingTier pricingTier) implements Work {}

  /** Let its commits wait for the repository, or not. */
  record ChangeDurability(boolean synchronous) implements Work {}

  /** Remove it. */
  record Drop() implements Work {}
}
