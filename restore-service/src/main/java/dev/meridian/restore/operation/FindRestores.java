package dev.meridian.restore.operation;

import dev.meridian.messaging.problem.Refused;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Answers what has become of restores. */
@Component
@Transactional(readOnly = true)
public class FindRestores {

  private final Restores restores;

  FindRestores(Restores restores) {
    this.restores = restores;
  }

  /** All of them, the newest first. */
  public List<Restore> all() {
    return restores.newestFirst();
  }

  /**
   * One of them.
   *
   * @throws Refused {@code restore-not-found}
   */
  public Restore byId(UUID id) {
    return restores.findById(id).orElseThrow(() -> notFound(id));
  }

  static Refused notFound(UUID id) {
    return Refused.notFound("restore-not-found", "There is no restore with the id " + id);
  }
}
