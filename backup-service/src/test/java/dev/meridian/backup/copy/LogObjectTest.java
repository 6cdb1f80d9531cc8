package dev.meridian.backup.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogObjectTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2-3 | 1-2 3-4  | true
          2-3 | 1-4      | false
          2-3 | 1-2 2-5  | false
          2-4 | 1-3 3-5  | false
          2-4 | 1-3      | true
          2-3 | 3-4 4-5  | false
          2-3 | 1-2      | true
          2-3 | ''       | false
          """)
  void theLogGoesFromItsBeginningOrWhenItIsMerged(String gone, String there, boolean missed) {
    assertThat(LogObject.parse(name(gone)).orElseThrow().isMissedIn(names(there)))
        .isEqualTo(missed);
  }

  @ParameterizedTest
  @CsvSource({"servers/1/key.json", "servers/1/timelines/00000002.history", "servers/1/wal/1/1-2"})
  void othersAreNoLog(String name) {
    assertThat(LogObject.parse(name)).isEmpty();
  }

  private static List<String> names(String ranges) {
    return Arrays.stream(ranges.split(" "))
        .filter(range -> !range.isEmpty())
        .map(LogObjectTest::name)
        .toList();
  }

  private static String name(String range) {
    String[] ends = range.split("-");
    return "servers/1/wal/00000001/%016X-%016X"
        .formatted(Long.parseLong(ends[0]), Long.parseLong(ends[1]));
  }
}
