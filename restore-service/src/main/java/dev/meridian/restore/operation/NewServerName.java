package dev.meridian.restore.operation;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.restore.source.FindSources;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says whether a new server can have a name. Inventory has the last word, by the same rules. */
@Component
class NewServerName {

  private static final Pattern LEGAL = Pattern.compile("[a-z][a-z0-9-]{1,61}[a-z0-9]");
  private static final Set<RestoreStatus> UNDER_WAY =
      Set.of(
          RestoreStatus.Requested,
          RestoreStatus.Planned,
          RestoreStatus.Running,
          RestoreStatus.Cancelling);

  private final FindSources sources;
  private final Restores restores;

  NewServerName(FindSources sources, Restores restores) {
    this.sources = sources;
    this.restores = restores;
  }

  /**
   * Makes sure that a name is one.
   *
   * @throws Refused {@code server-name-invalid}
   */
  static String legal(@Nullable String name) {
    if (name == null || !LEGAL.matcher(name).matches()) {
      throw Refused.invalid(
              "server-name-invalid",
              "A server's name has 3 to 63 of a–z, 0–9 and '-', starts with a letter and doesn't"
                  + " end with '-'")
          .field("newServerName");
    }
    return name;
  }

  /**
   * Makes sure that no living server and no other restore that is under way has the name.
   *
   * @throws Refused {@code server-name-taken}
   */
  void requireFree(String name) {
    require(name, _ -> true);
  }

  /**
   * Makes sure that a restore that was asked for can have its name: no living server has it, and no
   * other restore that is under way was planned or asked for before. Who asks for a name later, as
   * anybody may by an event, takes it from nobody.
   *
   * @throws Refused {@code server-name-taken}
   */
  void requireFreeFor(Restore restore) {
    require(
        restore.newServerName(),
        other ->
            !other.id().equals(restore.id())
                && (other.status() != RestoreStatus.Requested || isEarlier(other, restore)));
  }

  private static boolean isEarlier(Restore first, Restore second) {
    return Comparator.comparing(Restore::requestedAt)
            .thenComparing(Restore::id)
            .compare(first, second)
        < 0;
  }

  private void require(String name, Predicate<Restore> counts) {
    boolean promised =
        restores.findByNewServerNameAndStatusIn(name, UNDER_WAY).stream().anyMatch(counts);
    if (promised || sources.isTaken(name)) {
      throw Refused.conflict(
              "server-name-taken",
              "There is a server named %s already, or a restore is making one; choose another name"
                  .formatted(name))
          .field("newServerName");
    }
  }
}
