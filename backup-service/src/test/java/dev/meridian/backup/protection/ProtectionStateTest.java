package dev.meridian.backup.protection;

import static dev.meridian.backup.protection.ProtectionState.ACTIVE;
import static dev.meridian.backup.protection.ProtectionState.ENDED;
import static dev.meridian.backup.protection.ProtectionState.ENDING;
import static dev.meridian.backup.protection.ProtectionState.FOUND;
import static dev.meridian.backup.protection.ProtectionState.REMOVED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtectionStateTest {

  @Test
  void itNeverGoesBack() {
    assertThat(next(FOUND)).containsExactly(ACTIVE, ENDED, FOUND);
    assertThat(next(ACTIVE)).containsExactly(ACTIVE, ENDING, ENDED);
    assertThat(next(ENDING)).containsExactly(ENDING, ENDED);
    assertThat(next(ENDED)).containsExactly(ENDED, REMOVED);
    assertThat(next(REMOVED)).containsExactly(REMOVED);
  }

  private static List<ProtectionState> next(ProtectionState state) {
    return Arrays.stream(ProtectionState.values()).filter(state::allows).toList();
  }
}
