package dev.meridian.repository;

import dev.meridian.repository.backup.Backups;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.wal.CorruptRecord;
import dev.meridian.repository.wal.WalArchive;
import dev.meridian.repository.wal.WalGap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
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
    OptionalInt segmentSize =
        backups.list().stream().mapToInt(backup -> backup.facts().segmentSize()).findFirst();
    (segmentSize.isPresent() ? wal.verify(segmentSize.getAsInt()) : wal.verify())
        .forEach(this::add);
    new Continuity(backups, wal).gaps().forEach(gap -> add(new WalGap(gap)));
    return List.copyOf(findings);
  }

  private void add(RepositoryException problem) {
    findings.add(finding(problem));
  }

  static Finding finding(RepositoryException problem) {
    String object =
        switch (problem) {
          case DamagedObject damaged -> damaged.object();
          case MissingObject missing -> missing.object();
          case UnsupportedFormat unsupported -> unsupported.object();
          case CorruptRecord corrupt -> corrupt.object();
          case WalGap gap -> gap.missing().toString();
          default -> "";
        };
    return new Finding(problem.code(), object, String.valueOf(problem.getMessage()));
  }
}
