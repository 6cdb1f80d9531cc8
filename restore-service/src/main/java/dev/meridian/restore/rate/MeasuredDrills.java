package dev.meridian.restore.rate;

import java.util.List;

/** What drills have taken, which are restores until their copies are looked through. */
public interface MeasuredDrills {

  /** That of the last ones that proved their servers, as far as it was measured. */
  List<Measured> last();
}
