package dev.meridian.restore.plan;

import java.util.List;
import java.util.UUID;

/**
 * What a restore from a backup needs and can't have: objects of the backup or of the log after it
 * that are gone, are cut short, or, of those that are read for a plan, are damaged.
 *
 * @param backupId from which the restore would be
 * @param region whose repository should have them
 * @param names of the objects, at least one
 */
public record MissingObjects(UUID backupId, String region, List<String> names) {

  /** The code of a target to which no way has all that it needs. */
  public static final String CODE = "objects-missing";

  private static final int MOST_SAID = 3;

  /** Copies the list. */
  public MissingObjects {
    names = List.copyOf(names);
  }

  /** How many, of which backup, and a few of them, for people; no sentence of its own. */
  public String text() {
    int unsaid = names.size() - MOST_SAID;
    return "%s missing or cut short that a restore from backup %s needs: %s%s"
        .formatted(
            names.size() == 1 ? "1 object is" : "%,d objects are".formatted(names.size()),
            backupId,
            String.join(", ", names.stream().limit(MOST_SAID).toList()),
            unsaid > 0 ? " and %,d more".formatted(unsaid) : "");
  }

  /** That nothing else there leads to the target either, and what would work. */
  Outcome.Impossible withoutAlternative() {
    return impossible(
        text()
            + ". No other backup in region %s leads to the target with all that it needs. Have the repository verified, which puts back what a copy has; ask for it from another region, if its backups are copied there; or ask for another instant"
                .formatted(region));
  }

  /** That this way can't be taken. */
  public Outcome.Impossible impossible() {
    return impossible(text());
  }

  private Outcome.Impossible impossible(String reason) {
    return new Outcome.Impossible(CODE, reason, this);
  }
}
