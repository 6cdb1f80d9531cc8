package dev.meridian.repository;

import dev.meridian.repository.backup.Backups;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.wal.WalArchive;
import dev.meridian.repository.wal.WalGap;
import dev.meridian.repository.wal.WalRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Reads all of a server's objects. */
final class Verification {

  private final Backups backups;
  private final WalArchive wal;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> goodPacks = new HashSet<>();

  Verification(Backups backups, WalArchive wal) {
    this.backups = backups;
    this.wal = wal;
  }

  List<Finding> run() {
    for (UUID id : backups.completeIds()) {
      try {
        backups.open(id).verify(goodPacks).forEach(this::add);
      } catch (DamagedObject | MissingObject | UnsupportedFormat e) {
        add(e);
      }
    }
    wal.verify().forEach(this::add);
    verifyContinuity();
    return List.copyOf(findings);
  }

  /** From the oldest backup's first needed position on, every timeline must be whole. */
  private void verifyContinuity() {
    var coverage = wal.coverage();
    var oldest =
        backups.list().stream()
            .map(backup -> backup.facts().firstNeeded())
            .min(Comparator.naturalOrder());
    if (oldest.isEmpty()) {
      return;
    }
    for (int timeline : coverage.timelines()) {
      for (WalRange gap : coverage.gaps(timeline)) {
        if (oldest.get().isBefore(gap.end())) {
          add(new WalGap(gap));
        }
      }
    }
  }

  private void add(RepositoryException problem) {
    String object =
        switch (problem) {
          case DamagedObject damaged -> damaged.object();
          case MissingObject missing -> missing.object();
          case UnsupportedFormat unsupported -> unsupported.object();
          case WalGap gap -> gap.missing().toString();
          default -> "";
        };
    findings.add(new Finding(problem.code(), object, String.valueOf(problem.getMessage())));
  }
}
