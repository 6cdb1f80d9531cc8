package dev.meridian.host.restore;

/** One step of a restore. Whatever it throws ends the restore, which leaves nothing behind. */
interface Phase {

  /** Its name, as it is published. */
  String name();

  void run(Restoration restoration);
}
