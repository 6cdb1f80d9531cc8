package dev.meridian.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.replication.SystemIdentity;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.repository.wal.WalRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartingPointTest {

  private static final int SEGMENT = 16 << 20;
  private static final TimelineHistory FIRST = new TimelineHistory(1, List.of());
  private static final TimelineHistory THIRD =
      TimelineHistory.parse(3, "1\t0/5000100\tpromoted\n\n2\t0/7000100\tpromoted\n");

  @Test
  void itGoesOnWhereTheArchiveEnds() {
    assertThat(after(at(1, "0/5000123"), server(1, "0/6000000"), FIRST))
        .isEqualTo(at(1, "0/5000123"));
  }

  @Test
  void aTimelineThatWasLeftIsReadToItsEndFirst() {
    assertThat(after(at(1, "0/50000FF"), server(3, "0/9000000"), THIRD))
        .isEqualTo(at(1, "0/50000FF"));
  }

  @Test
  void afterItsEndTheNextOneIsReadFromItsFirstSegment() {
    assertThat(after(at(1, "0/5000100"), server(3, "0/9000000"), THIRD))
        .isEqualTo(at(2, "0/5000000"));
    assertThat(after(at(2, "0/7000200"), server(3, "0/9000000"), THIRD))
        .isEqualTo(at(3, "0/7000000"));
  }

  @Test
  void aServerThatIsBehindItsArchiveIsNotFollowed() {
    assertThatThrownBy(() -> after(at(1, "0/5000100"), server(1, "0/5000000"), FIRST))
        .isInstanceOfSatisfying(
            LogUnusable.class, e -> assertThat(e.code()).isEqualTo("server-behind-archive"));
  }

  @Test
  void aTimelineOfAnotherDescentIsNotFollowed() {
    assertThatThrownBy(() -> after(at(4, "0/5000100"), server(3, "0/9000000"), THIRD))
        .isInstanceOfSatisfying(
            LogUnusable.class, e -> assertThat(e.code()).isEqualTo("timeline-unrelated"));
  }

  @Test
  void theLogIsUnbrokenAcrossTimelinesButNotAcrossGaps() {
    var whole =
        WalCoverage.of(
            List.of(
                range(1, "0/1000000", "0/5000100"),
                range(2, "0/5000000", "0/7000100"),
                range(3, "0/7000000", "0/8000000")));
    assertThat(ArchivedLog.unbrokenFrom(THIRD, whole, Lsn.parse("0/8000000")))
        .isEqualTo(Lsn.parse("0/1000000"));
    assertThat(ArchivedLog.unbrokenFrom(THIRD, whole, Lsn.parse("0/9000000")))
        .isEqualTo(Lsn.parse("0/9000000"));
    var broken =
        WalCoverage.of(
            List.of(
                range(1, "0/1000000", "0/50000FF"),
                range(2, "0/5000000", "0/7000100"),
                range(3, "0/7000000", "0/8000000")));
    assertThat(ArchivedLog.unbrokenFrom(THIRD, broken, Lsn.parse("0/8000000")))
        .isEqualTo(Lsn.parse("0/5000000"));
  }

  private static LogPosition after(
      LogPosition archived, SystemIdentity server, TimelineHistory line) {
    return StartingPoint.after(archived, server, line, SEGMENT);
  }

  private static LogPosition at(int timeline, String lsn) {
    return new LogPosition(timeline, Lsn.parse(lsn));
  }

  private static SystemIdentity server(int timeline, String flushed) {
    return new SystemIdentity("7", timeline, Lsn.parse(flushed));
  }

  private static WalRange range(int timeline, String from, String to) {
    return new WalRange(timeline, Lsn.parse(from), Lsn.parse(to));
  }
}
