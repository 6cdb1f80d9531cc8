package dev.meridian.restore.drill;

import dev.meridian.restore.rate.Measured;
import dev.meridian.restore.rate.MeasuredDrills;
import java.util.List;
import org.springframework.stereotype.Component;

/** The drills of this fleet that proved their servers last. */
@Component
class VerifiedDrills implements MeasuredDrills {

  private final Drills drills;

  VerifiedDrills(Drills drills) {
    this.drills = drills;
  }

  @Override
  public List<Measured> last() {
    return drills.verifiedLast().stream().flatMap(drill -> drill.measured().stream()).toList();
  }
}
