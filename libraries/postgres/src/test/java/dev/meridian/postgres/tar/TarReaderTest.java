package dev.meridian.postgres.tar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.meridian.postgres.tar.TarEntry.Type;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TarReaderTest {

  private static final int BLOCK = TarReader.BLOCK;
  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;

  private final List<String> seen = new ArrayList<>();

  private final TarVisitor visitor =
      new TarVisitor() {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        @Override
        public void begin(TarEntry entry) {
          seen.add(entry.type() + " " + entry.name() + " " + entry.size() + entry.linkTarget());
        }

        @Override
        public void content(ByteBuffer bytes) {
          byte[] copy = new byte[bytes.remaining()];
          bytes.get(copy);
          content.writeBytes(copy);
        }

        @Override
        public void end() {
          seen.add(content.toString(UTF_8));
          content.reset();
        }
      };

  private static byte[] member(String name, char type, String size, String link, String content) {
    byte[] block = new byte[BLOCK];
    put(block, 0, name);
    put(block, 100, "0000600\0");
    put(block, 124, size);
    put(block, 136, "15100000000 ");
    block[TYPE] = (byte) type;
    put(block, 157, link);
    put(block, 257, "ustar\00000");
    sign(block);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(block);
    bytes.writeBytes(content.getBytes(UTF_8));
    bytes.writeBytes(new byte[-content.length() & (BLOCK - 1)]);
    return bytes.toByteArray();
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  private static void sign(byte[] block) {
    put(block, CHECKSUM, "        ");
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xFF;
    }
    put(block, CHECKSUM, String.format("%06o\0 ", sum));
  }

  private static byte[] archive(byte[]... members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] member : members) {
      bytes.writeBytes(member);
    }
    return bytes.toByteArray();
  }

  private static final byte[] END = new byte[2 * BLOCK];

  private static byte[] sample() {
    return archive(
        member("backup_label", '0', "00000000005 ", "", "label"),
        member("pg_notify/", '5', "00000000000 ", "", ""),
        member("pg_tblspc/16384/", '2', "00000000000 ", "/mnt/fast", ""),
        member("empty", '0', "00000000000 ", "", ""),
        member("block", '0', "00000001000 ", "", "x".repeat(BLOCK)),
        END);
  }

  @Test
  void membersComeOutAsTheyWentIn() throws IOException {
    byte[] archive = sample();
    for (int slice = 1; slice < 1500; slice += slice < 30 ? 1 : 211) {
      seen.clear();
      TarReader reader = new TarReader(visitor);
      for (int at = 0; at < archive.length; at += slice) {
        reader.accept(ByteBuffer.wrap(archive, at, Math.min(slice, archive.length - at)));
      }
      reader.finish();
      assertThat(seen)
          .containsExactly(
              "FILE backup_label 5",
              "label",
              "DIRECTORY pg_notify 0",
              "",
              "SYMLINK pg_tblspc/16384 0/mnt/fast",
              "",
              "FILE empty 0",
              "",
              "FILE block 512",
              "x".repeat(BLOCK));
    }
  }

  @Test
  void modeAndTimeAreKept() throws IOException {
    List<TarEntry> entries = new ArrayList<>();
    TarReader reader =
        new TarReader(
            new TarVisitor() {
              @Override
              public void begin(TarEntry entry) {
                entries.add(entry);
              }

              @Override
              public void content(ByteBuffer bytes) {}

              @Override
              public void end() {}
            });

    reader.accept(ByteBuffer.wrap(sample()));

    assertThat(entries.getFirst())
        .isEqualTo(
            new TarEntry(
                "backup_label", Type.FILE, 5, 0600, Instant.ofEpochSecond(015100000000L), ""));
  }

  @Test
  void sizesBeyondEightGigabytesAreInBase256() throws IOException {
    byte[] member = member("big", '0', "", "", "");
    ByteBuffer.wrap(member).put(124, (byte) 0x80).putLong(128, 20L << 30);
    sign(member);

    new TarReader(visitor).accept(ByteBuffer.wrap(member, 0, BLOCK));

    assertThat(seen).containsExactly("FILE big " + (20L << 30));
  }

  @Test
  void anArchiveWithoutItsEndIsCorrupt() throws IOException {
    byte[] whole = sample();
    for (int length : new int[] {0, 100, BLOCK + 2, whole.length - BLOCK, whole.length - 1}) {
      TarReader reader = new TarReader(visitor);
      reader.accept(ByteBuffer.wrap(whole, 0, length));
      assertThatExceptionOfType(CorruptTar.class).isThrownBy(reader::finish);
    }
    TarReader reader = new TarReader(visitor);
    reader.accept(ByteBuffer.wrap(whole));
    assertThatNoException().isThrownBy(reader::finish);
  }

  @Test
  void noFlippedBitOfWhatAHeaderSaysPasses() {
    byte[] member = member("backup_label", '0', "00000000005 ", "", "label");
    for (int bit = 0; bit < 8 * BLOCK; bit++) {
      if (bit / 8 >= CHECKSUM && bit / 8 < CHECKSUM + 8) {
        continue; // A zero or a space around its digits is the same.
      }
      byte[] flipped = member.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatExceptionOfType(CorruptTar.class)
          .as("bit %d", bit)
          .isThrownBy(() -> new TarReader(visitor).accept(ByteBuffer.wrap(flipped)))
          .withMessageContaining("at byte 0");
    }
  }

  @Test
  void membersOfUnknownTypeAndMembersAfterTheEndAreCorrupt() {
    byte[] pipe = member("pipe", '6', "00000000000 ", "", "");
    byte[] late = archive(sample(), member("late", '0', "00000000000 ", "", ""));

    assertThatExceptionOfType(CorruptTar.class)
        .isThrownBy(() -> new TarReader(visitor).accept(ByteBuffer.wrap(pipe)));
    assertThatExceptionOfType(CorruptTar.class)
        .isThrownBy(() -> new TarReader(visitor).accept(ByteBuffer.wrap(late)))
        .withMessageContaining("at byte " + (late.length - BLOCK));
  }
}
