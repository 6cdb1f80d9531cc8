package dev.meridian.restore.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.restore.source.Tier;
import org.junit.jupiter.api.Test;

class ChooseDestinationTest {

  private static final Options TEN_GB =
      new Options(null, null, 10, null, null, null, null, null, null);

  private final Destination destination =
      new Destination(new Tier("Basic", 1, 10, 7, "Local", "PT5M"), "here");

  @Test
  void storageIsNotLessThanTheData() {
    ChooseDestination.requireRoom(destination, TEN_GB, 10L << 30);
    ChooseDestination.requireRoom(destination, Options.NONE, 10L << 30);

    assertThatThrownBy(
            () -> ChooseDestination.requireRoom(destination, TEN_GB, (10L << 30) + (1 << 29)))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("10.5 GB")
        .extracting(e -> ((Refused) e).code())
        .isEqualTo("storage-too-small");
    assertThatThrownBy(
            () -> ChooseDestination.requireRoom(destination, Options.NONE, (10L << 30) + 1))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("more than the 10 GB that its source has")
        .hasMessageContaining("ask for storage of 11 GB or more");
  }

  @Test
  void whatTheLogMayAddIsSaid() {
    assertThat(ChooseDestination.roomForLog(destination, 9L << 30, 1L << 30))
        .isEqualTo("The data takes 9.0 of 10 GB in the backup; the log after it may add to that");
    assertThat(ChooseDestination.roomForLog(destination, 9L << 30, 3L << 29))
        .contains("its 1.5 GB are more than there is room for");
  }

  @Test
  void theTextOfOptionsIsAStoredFormat() {
    var all = new Options("Basic", 2, 10, 8, "Local", "PT1M", "west", "east", "TierDefaults");

    assertThat(all.text())
        .isEqualTo(
            "{\"computeTier\":\"Basic\",\"vCores\":2,\"storageGb\":10,\"backupRetentionDays\":8,"
                + "\"backupRedundancy\":\"Local\",\"restoreTimeObjective\":\"PT1M\",\"region\":\"west\",\"fromRegion\":\"east\",\"settings\":\"TierDefaults\"}");
    assertThat(Options.parse(all.text())).isEqualTo(all);
    assertThat(Options.parse("{\"vCores\":2}").restoreTimeObjective()).isNull();
    assertThat(Options.NONE.text()).isEmpty();
    assertThat(Options.parse("")).isEqualTo(Options.NONE);
  }
}
