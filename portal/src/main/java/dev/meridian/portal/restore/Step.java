package dev.meridian.portal.restore;

import java.util.ArrayList;
import java.util.List;

/**
 * One step of a restore, as people see it.
 *
 * @param state done, current, failed or open
 */
public record Step(String title, String explanation, String state) {

  private record Phase(String name, String title, String explanation) {}

  /** In the order in which postgres-host reports them. */
  private static final List<Phase> PHASES =
      List.of(
          new Phase("plan", "Plan", "Choose the backup and the exact place in the log"),
          new Phase("check", "Check", "Room, version, and that the archive can be read"),
          new Phase("prepare directory", "Prepare", "An empty place for the new server"),
          new Phase("fetch files", "Fetch files", "The backup, every byte verified"),
          new Phase("place WAL", "Place the log", "What happened after the backup"),
          new Phase("write recovery settings", "Set the target", "Where PostgreSQL is to stop"),
          new Phase(
              "fetch large files",
              "Fetch large files",
              "What is left of the backup, while the log is replayed"),
          new Phase("recover", "Recover", "PostgreSQL replays the log up to the target"),
          new Phase("promote", "Promote", "The new server takes writes"),
          new Phase("seal", "Seal", "No network rules, a certificate of its own"));

  private static final String AWAY = "The repository can't be reached; it goes on when it is back";

  static List<Step> of(Restore restore) {
    int current = position(restore);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < PHASES.size(); i++) {
      Phase phase = PHASES.get(i);
      String state = i < current || restore.completed() ? "done" : "open";
      if (i == current && !restore.completed()) {
        state = restore.lost() ? "failed" : "current";
      }
      boolean waits = state.equals("current") && restore.waitingFor() != null;
      steps.add(new Step(phase.title(), waits ? AWAY : phase.explanation(), state));
    }
    return steps;
  }

  private static int position(Restore restore) {
    for (int i = 0; i < PHASES.size(); i++) {
      if (PHASES.get(i).name().equals(restore.phase())) {
        return i;
      }
    }
    return restore.status().equals("Planned") || restore.status().equals("Running") ? 1 : 0;
  }
}
