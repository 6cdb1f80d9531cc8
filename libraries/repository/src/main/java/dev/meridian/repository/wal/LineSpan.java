package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import java.util.ArrayList;
import java.util.List;

/**
 * The part that one timeline has in a line of descent.
 *
 * @param timeline the timeline's id
 * @param start where it begins in the line
 * @param end where its child branches off; beyond every position for the last one
 */
record LineSpan(int timeline, Lsn start, Lsn end) {

  /** Beyond every position. */
  static final Lsn END_OF_LOG = new Lsn(-1);

  static List<LineSpan> of(TimelineHistory line) {
    List<LineSpan> spans = new ArrayList<>();
    Lsn start = Lsn.ZERO;
    for (TimelineHistory.Branch branch : line.branches()) {
      spans.add(new LineSpan(branch.timeline(), start, branch.end()));
      start = branch.end();
    }
    spans.add(new LineSpan(line.timeline(), start, END_OF_LOG));
    return spans;
  }
}
