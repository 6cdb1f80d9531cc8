package dev.meridian.repository.backup;

/**
 * Which of its base's packs an incremental backup rewrites: those of which so little is still in
 * use, the sparsest first, as far as the budget goes.
 *
 * @param below the part of a pack's content that is in use, 0 to 1; 0 to rewrite none
 * @param budget the part of the backup's logical bytes that may be rewritten by it, 0 to 1
 */
public record Rewriting(double below, double budget) {

  /** Packs of which less than half is in use, up to a tenth of the backup. */
  public static final Rewriting DEFAULT = new Rewriting(0.5, 0.1);

  /** None. */
  public static final Rewriting NONE = new Rewriting(0, 0);

  /** Checks the parts. */
  public Rewriting {
    if (!(below >= 0 && below <= 1 && budget >= 0 && budget <= 1)) {
      throw new IllegalArgumentException("Parts are 0 to 1, not " + below + " and " + budget);
    }
  }
}
