package dev.meridian.restore.plan;

import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import java.util.List;
import java.util.function.Supplier;

/**
 * Takes a way of which all objects are there: the one that was planned, or else the one that is
 * predicted to be done first among the other backups that lead to the same record.
 *
 * @param pace asked for only where another one is looked for
 */
public record WholeRoute(Catalogue catalogue, Supplier<Pace> pace) {

  /**
   * What planning comes to by what is there. Costs, for each way that is looked at, its backup's
   * manifest and a listing of each backup whose packs it has; that is one unless something is
   * missing.
   *
   * @throws dev.meridian.repository.store.RepositoryException when it can't be told
   */
  public Outcome of(Outcome outcome) {
    if (!(outcome instanceof Outcome.Planned planned)) {
      return outcome;
    }
    List<String> names = missing(planned);
    if (names.isEmpty()) {
      return planned;
    }
    MissingObjects missing =
        new MissingObjects(planned.backup().id(), planned.plan().region(), names);
    return new FastestRoute(catalogue, pace.get())
        .others(planned)
        .filter(other -> missing(other).isEmpty())
        .findFirst()
        .<Outcome>map(other -> other.passingOver(missing))
        .orElseGet(missing::withoutAlternative);
  }

  private List<String> missing(Outcome.Planned planned) {
    try {
      return PlanRestore.missingObjects(catalogue, planned);
    } catch (MissingObject e) {
      return List.of(e.object());
    } catch (DamagedObject e) {
      return List.of(e.object());
    }
  }
}
