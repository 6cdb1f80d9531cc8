package dev.meridian.restore.drill;

import dev.meridian.restore.plan.Plan;

/** Where this service says what happens to drills: in the transaction that makes it true. */
public interface DrillAnnouncements {

  /** A host is to do it. */
  void planned(Drill drill, String hostId, Plan plan, int checkSeconds);

  /** It proved its server. */
  void verified(Drill drill, Findings findings);

  /** It did not. */
  void failed(Drill drill, String code, String reason);

  /** Nobody wants it any more. */
  void cancelRequested(Drill drill);
}
