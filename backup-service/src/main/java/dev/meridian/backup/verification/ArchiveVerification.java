package dev.meridian.backup.verification;

import dev.meridian.repository.Finding;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.StoredObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a server's archive and, if there is one, its copy in another region, and heals each from
 * the other.
 *
 * @param copy null for none
 * @param lost the backups that must have a manifest in the archive and have none: nothing there
 *     tells of them
 * @param healing puts an object back
 */
record ArchiveVerification(
    ServerArchive archive, @Nullable ServerArchive copy, Supplier<Set<UUID>> lost, Healer healing) {

  private static final String MISSING = "object-missing";

  /** As {@link ServerArchive#heal}, unless it isn't wanted any more. */
  @FunctionalInterface
  interface Healer {
    boolean heal(ServerArchive one, String name, ServerArchive other);
  }

  /**
   * What came of it.
   *
   * @param findings what is wrong still
   * @param healed what was wrong
   */
  record Outcome(long objects, long bytes, List<Finding> findings, List<Finding> healed) {}

  /** Reads everything. */
  Outcome all() {
    List<StoredObject> objects = archive.objects();
    List<Finding> healed = new ArrayList<>();
    List<Finding> findings = badKeys(healed);
    if (findings.isEmpty()) {
      findings.addAll(putBackupsBack(healed));
      findings.addAll(putLogBack(healed));
      findings.addAll(unhealed(archive::verify, archive, copy, healed));
      if (copy != null) {
        unhealed(copy::verify, copy, archive, healed).stream()
            .map(this::inCopy)
            .forEach(findings::add);
      }
    }
    return new Outcome(
        objects.size(),
        objects.stream().mapToLong(StoredObject::size).sum(),
        findings,
        List.copyOf(healed));
  }

  /** Without the server's key nothing else can be read. */
  private List<Finding> badKeys(List<Finding> healed) {
    List<Finding> bad = new ArrayList<>();
    archive.checkKey().filter(key -> !heal(key, archive, copy, healed)).ifPresent(bad::add);
    if (copy != null) {
      copy.checkKey()
          .filter(key -> !heal(key, copy, archive, healed))
          .map(this::inCopy)
          .ifPresent(bad::add);
    }
    return bad;
  }

  /** What {@code look} finds in one of them still, once all is healed that the other has. */
  private List<Finding> unhealed(
      Supplier<List<Finding>> look,
      ServerArchive one,
      @Nullable ServerArchive other,
      List<Finding> healed) {
    while (true) {
      List<Finding> findings = look.get();
      boolean better = false;
      for (Finding finding : findings) {
        better |= heal(finding, one, other, healed);
      }
      if (!better) {
        return findings;
      }
      // What was healed may have hidden something: a manifest all that it names.
    }
  }

  /**
   * Only what is recorded of a backup tells of it once its manifest is lost. That comes back last:
   * what is visible is complete.
   *
   * @return the manifests that stay lost
   */
  private List<Finding> putBackupsBack(List<Finding> healed) {
    List<String> manifests = lost.get().stream().map(archive::manifestOf).sorted().toList();
    if (!manifests.isEmpty() && copy != null && archive.hasKeyOf(copy)) {
      Set<String> folders =
          manifests.stream().map(ArchiveVerification::folder).collect(Collectors.toSet());
      Set<String> there =
          archive.objects().stream().map(StoredObject::name).collect(Collectors.toSet());
      copy.objects().stream()
          .map(StoredObject::name)
          .filter(name -> folders.contains(folder(name)) && !there.contains(name))
          .sorted(Comparator.comparing(manifests::contains))
          .forEach(name -> heal(missing(name), archive, copy, healed));
    }
    return manifests.stream().flatMap(manifest -> archive.check(manifest).stream()).toList();
  }

  private static String folder(String name) {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }

  /**
   * No object names those of the log: what the copy has of it tells what has been lost here.
   *
   * @return what stays lost, since it is bad in the copy, too
   */
  private List<Finding> putLogBack(List<Finding> healed) {
    if (copy == null || !archive.hasKeyOf(copy)) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    archive.lost(copy).stream()
        .map(ArchiveVerification::missing)
        .filter(finding -> !heal(finding, archive, copy, healed))
        .forEach(findings::add);
    // What waits to be copied is no gap.
    copy.filling(archive).forEach(name -> heal(missing(name), copy, archive, healed));
    return findings;
  }

  /**
   * Reads some objects, and looks whether those are there that backups name, and whether the log is
   * whole.
   */
  Outcome some(Sample sample) {
    List<Finding> healed = new ArrayList<>();
    List<Finding> findings = badKeys(healed);
    if (!findings.isEmpty()) {
      return new Outcome(0, 0, findings, List.copyOf(healed));
    }
    findings.addAll(putBackupsBack(healed));
    for (StoredObject object : sample.objects()) {
      findings.addAll(checked(archive, copy, object.name(), healed));
    }
    // A manifest may be one of the sample.
    unhealed(this::named, archive, copy, healed).stream()
        .filter(finding -> !findings.contains(finding))
        .forEach(findings::add);
    findings.addAll(putLogBack(healed));
    findings.addAll(archive.gaps());
    if (copy != null) {
      copy.gaps().stream().map(this::inCopy).forEach(findings::add);
      Map<String, StoredObject> copied =
          copy.objects().stream()
              .collect(Collectors.toMap(StoredObject::name, Function.identity()));
      for (StoredObject object : sample.objects()) {
        if (copied.containsKey(object.name())) {
          checked(copy, archive, object.name(), healed).stream()
              .map(this::inCopy)
              .forEach(findings::add);
        }
      }
    }
    return new Outcome(sample.objects().size(), sample.bytes(), findings, List.copyOf(healed));
  }

  /** An object that is missing was merged or has expired since it was listed. */
  private static Optional<Finding> bad(ServerArchive where, String name) {
    return where.check(name).filter(finding -> !finding.code().equals(MISSING));
  }

  private List<Finding> checked(
      ServerArchive one, @Nullable ServerArchive other, String name, List<Finding> healed) {
    return bad(one, name)
        .filter(finding -> !heal(finding, one, other, healed))
        .map(List::of)
        .orElse(List.of());
  }

  /** What is wrong with what backups name, as far as listings tell, and with their manifests. */
  private List<Finding> named() {
    return archive.backupIds().stream().flatMap(id -> named(id).stream()).distinct().toList();
  }

  /** A bad manifest keeps nobody from the others. */
  private List<Finding> named(UUID backup) {
    String manifest = archive.manifestOf(backup);
    try {
      return archive.openBackup(backup).missingObjects().stream()
          .map(ArchiveVerification::missing)
          .toList();
    } catch (DamagedObject | UnsupportedFormat e) {
      return List.of(new Finding(e.code(), manifest, String.valueOf(e.getMessage())));
    } catch (MissingObject e) {
      // It has expired since it was listed.
      return List.of();
    }
  }

  private static Finding missing(String name) {
    return new Finding(MISSING, name, "The repository has no whole object " + name);
  }

  private boolean heal(
      Finding finding, ServerArchive one, @Nullable ServerArchive other, List<Finding> healed) {
    // A gap in the log is no object: see putLogBack.
    if (other == null || !finding.object().startsWith("servers/")) {
      return false;
    }
    if (!healing.heal(one, finding.object(), other)) {
      return false;
    }
    healed.add(one == archive ? finding : inCopy(finding));
    return true;
  }

  private Finding inCopy(Finding finding) {
    return new Finding(finding.code(), finding.object(), "In the copy: " + finding.message());
  }
}
