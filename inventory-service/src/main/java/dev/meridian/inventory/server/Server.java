package dev.meridian.inventory.server;

import dev.meridian.inventory.pricing.Durability;
import dev.meridian.inventory.pricing.PricingTier;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.Relation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A server. What happens to it is told by verbs; each says whether it made a difference, so that
 * what is said twice, or too late, makes none.
 */
@MappedEntity("server")
@Introspected(
    accessKind = Introspected.AccessKind.FIELD,
    visibility = Introspected.Visibility.DEFAULT)
public final class Server {

  @Id final UUID id;
  final String name;
  final String adminLogin;
  final String region;
  final int postgresMajor;
  final Instant createdAt;
  ServerStatus status = ServerStatus.Requested;
  @Nullable String statusReason;

  @Relation(Relation.Kind.EMBEDDED)
  PricingTier pricingTier;

  boolean pricingTierApplied = true;
  Durability durability = Durability.Asynchronous;

  @Relation(Relation.Kind.EMBEDDED)
  Origin origin;

  @Nullable String sealedVerifier;
  @Nullable String postgresVersion;
  @Nullable String hostId;
  @Nullable String endpointHost;
  @Nullable Integer endpointPort;
  @Nullable UUID passwordChangeId;
  PasswordChange.@Nullable State passwordChangeState;
  @Nullable String passwordChangeReason;

  Server(
      UUID id,
      String name,
      PricingTier pricingTier,
      String adminLogin,
      String region,
      int postgresMajor,
      Origin origin,
      Instant createdAt) {
    this.id = id;
    this.name = name;
    this.pricingTier = pricingTier;
    this.adminLogin = adminLogin;
    this.region = region;
    this.postgresMajor = postgresMajor;
    this.origin = origin;
    this.createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
  }

  /** Chosen by whoever asked for it; never changes. */
  public UUID id() {
    return id;
  }

  /** Unique among living servers. */
  public String name() {
    return name;
  }

  public ServerStatus status() {
    return status;
  }

  /** Why it failed. */
  public Optional<String> statusReason() {
    return Optional.ofNullable(statusReason);
  }

  public PricingTier pricingTier() {
    return pricingTier;
  }

  /** Whether it runs with the compute and storage of its tier. */
  public boolean pricingTierApplied() {
    return pricingTierApplied;
  }

  /** What a commit waits for. */
  public Durability durability() {
    return durability;
  }

  public String adminLogin() {
    return adminLogin;
  }

  public String region() {
    return region;
  }

  /** PostgreSQL's major version. */
  public int postgresMajor() {
    return postgresMajor;
  }

  /** PostgreSQL's version: in full, once that is known; else the major one. */
  public String postgresVersion() {
    return postgresVersion == null ? String.valueOf(postgresMajor) : postgresVersion;
  }

  public Origin origin() {
    return origin;
  }

  /** The admin's verifier that it was asked for with, sealed; a restored server has none. */
  public Optional<String> sealedVerifier() {
    return Optional.ofNullable(sealedVerifier);
  }

  /** The host that it was placed on. */
  public Optional<String> hostId() {
    return Optional.ofNullable(hostId);
  }

  /** Where it can be reached, once it is ready. */
  public Optional<Endpoint> endpoint() {
    return endpointHost == null || endpointPort == null
        ? Optional.empty()
        : Optional.of(new Endpoint(endpointHost, endpointPort));
  }

  /** The last change of the admin's password that was asked for. */
  public Optional<PasswordChange> passwordChange() {
    return passwordChangeId == null || passwordChangeState == null
        ? Optional.empty()
        : Optional.of(
            new PasswordChange(passwordChangeId, passwordChangeState, passwordChangeReason));
  }

  public Instant createdAt() {
    return createdAt;
  }

  boolean isReady() {
    return status == ServerStatus.Ready;
  }

  boolean wasMadeBy(UUID restoreId) {
    return restoreId.equals(origin.restoreId());
  }

  boolean placedOn(String host) {
    if (!become(ServerStatus.Provisioning)) {
      return false;
    }
    hostId = host;
    return true;
  }

  boolean provisioned(Endpoint endpoint, String version, @Nullable Instant restoredTo) {
    if (!become(ServerStatus.Ready)) {
      return false;
    }
    endpointHost = endpoint.host();
    endpointPort = endpoint.port();
    postgresVersion = version;
    if (restoredTo != null) {
      origin = origin.restoredTo(restoredTo);
    }
    return true;
  }

  boolean failed(String reason) {
    if (!become(ServerStatus.Failed)) {
      return false;
    }
    statusReason = reason;
    return true;
  }

  boolean dropping() {
    return become(ServerStatus.Dropping);
  }

  /** Nobody needs its admin's verifier any more; its archive has what its backups need. */
  boolean dropped() {
    if (!become(ServerStatus.Dropped)) {
      return false;
    }
    sealedVerifier = null;
    return true;
  }

  void changeTo(PricingTier tier) {
    pricingTierApplied = pricingTierApplied && tier.runsLike(pricingTier);
    pricingTier = tier;
  }

  boolean changeTo(Durability other) {
    boolean changes = other != durability;
    durability = other;
    return changes;
  }

  boolean runsWith(PricingTier tier) {
    if (!tier.runsLike(pricingTier)) {
      return false;
    }
    pricingTierApplied = true;
    return true;
  }

  void changePassword(UUID changeId) {
    passwordChangeId = changeId;
    passwordChangeState = PasswordChange.State.Pending;
    passwordChangeReason = null;
  }

  boolean passwordChanged(UUID changeId) {
    return passwordChange(changeId, PasswordChange.State.Changed, null);
  }

  boolean passwordChangeFailed(UUID changeId, String reason) {
    return passwordChange(changeId, PasswordChange.State.Failed, reason);
  }

  private boolean passwordChange(
      UUID changeId, PasswordChange.State state, @Nullable String reason) {
    if (!changeId.equals(passwordChangeId)) {
      return false;
    }
    passwordChangeState = state;
    passwordChangeReason = reason;
    return true;
  }

  private boolean become(ServerStatus next) {
    if (!status.canBecome(next)) {
      return false;
    }
    status = next;
    return true;
  }
}
