package dev.meridian.postgres.incremental;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncrementalFileTest {

  private static final int PAGE = 8192;

  private final List<String> told = new ArrayList<>();

  private final PageTarget target =
      new PageTarget() {
        private long changed;

        @Override
        public void begin(long size) {
          told.add("begin " + size / PAGE);
        }

        @Override
        public void changed(ByteBuffer bytes) {
          changed += bytes.remaining();
          if (changed % PAGE == 0) {
            told.add("changed " + bytes.get(bytes.limit() - 1));
          }
        }

        @Override
        public void kept(long offset, long length) {
          told.add("kept %d+%d".formatted(offset / PAGE, length / PAGE));
        }

        @Override
        public void zeros(long length) {
          told.add("zeros " + length / PAGE);
        }

        @Override
        public void end() {
          told.add("end");
        }
      };

  private static ByteBuffer file(int truncation, int... pages) {
    int header = 12 + 4 * pages.length;
    int padded = pages.length == 0 ? header : Math.ceilDiv(header, PAGE) * PAGE;
    ByteBuffer file = ByteBuffer.allocate(padded + pages.length * PAGE);
    file.order(ByteOrder.nativeOrder()).putInt(0xd3ae1f0d).putInt(pages.length).putInt(truncation);
    for (int page : pages) {
      file.putInt(page);
    }
    for (int at = 0; at < pages.length; at++) {
      file.put(padded + (at + 1) * PAGE - 1, (byte) pages[at]);
    }
    return file.rewind();
  }

  private List<String> read(int earlierPages, int slice, ByteBuffer bytes) throws IOException {
    told.clear();
    var file = new IncrementalFile(bytes.limit(), (long) earlierPages * PAGE, target);
    for (int at = 0; at < bytes.limit(); at += slice) {
      file.accept(bytes.slice(at, Math.min(slice, bytes.limit() - at)));
    }
    file.finish();
    return told;
  }

  @Test
  void pagesThatWereNotSentAreThoseOfTheEarlierFile() throws Exception {
    for (int slice : List.of(1, 7, 8191, 100_000)) {
      assertThat(read(10, slice, file(10, 2, 3, 7)))
          .containsExactly(
              "begin 10",
              "kept 0+2",
              "changed 2",
              "changed 3",
              "kept 4+3",
              "changed 7",
              "kept 8+2",
              "end");
    }
  }

  @Test
  void aFileThatDidNotChangeIsAllTheEarlierOnes() throws Exception {
    assertThat(read(10, 5, file(10))).containsExactly("begin 10", "kept 0+10", "end");
    assertThat(read(10, 5, file(0))).containsExactly("begin 0", "end");
  }

  @Test
  void nothingOfTheEarlierFileIsKeptBeyondTheTruncation() throws Exception {
    assertThat(read(10, 9000, file(4, 6)))
        .containsExactly("begin 7", "kept 0+4", "zeros 2", "changed 6", "end");
  }

  @Test
  void pagesThatTheEarlierFileDoesNotHaveAreZeros() throws Exception {
    assertThat(read(3, 9000, file(6, 1)))
        .containsExactly("begin 6", "kept 0+1", "changed 1", "kept 2+1", "zeros 3", "end");
  }

  @Test
  void whatIsNoIncrementalFileIsRefused() {
    assertRefused(file(4, 1, 3).putInt(0, 1), "does not begin");
    assertRefused(file(4, 1, 3).putInt(4, -1), "impossible");
    assertRefused(file(4, 1, 3).putInt(8, 1 << 20), "impossible");
    assertRefused(file(4, 3, 1), "not in order");
    assertRefused(file(4, 1).limit(PAGE), "size does not fit");
  }

  private void assertRefused(ByteBuffer bytes, String why) {
    bytes.order(ByteOrder.nativeOrder());
    assertThatThrownBy(() -> read(4, 1000, bytes))
        .isInstanceOf(CorruptIncrementalFile.class)
        .hasMessageContaining(why);
  }

  @Test
  void aFileThatEndsEarlyIsRefused() throws Exception {
    ByteBuffer bytes = file(4, 1, 3);
    var file = new IncrementalFile(bytes.limit(), 4 * PAGE, target);
    file.accept(bytes.slice(0, bytes.limit() - 1));
    assertThatThrownBy(file::finish)
        .isInstanceOf(CorruptIncrementalFile.class)
        .hasMessageContaining("ends early");
  }
}
