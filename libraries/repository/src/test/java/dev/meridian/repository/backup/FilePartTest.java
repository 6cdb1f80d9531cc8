package dev.meridian.repository.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.repository.sealing.Sealing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class FilePartTest {

  private static final Checksum LARGE = new Checksum(Checksum.Kind.CRC_32C, "00000000");

  @Test
  void theChecksumOfPartsIsThatOfTheWhole() {
    var random = new Random(7);
    for (int round = 0; round < 50; round++) {
      byte[] bytes = new byte[random.nextInt(200_000)];
      random.nextBytes(bytes);
      int cut = random.nextInt(bytes.length + 1);

      int combined =
          Crc32cParts.combine(
              crc(bytes, 0, cut), crc(bytes, cut, bytes.length - cut), bytes.length - cut);

      assertThat(combined).isEqualTo(crc(bytes, 0, bytes.length));
    }
  }

  @Test
  void partsHaveAllOfTheFileInOrderAndEndWhereChunksDo() {
    var random = new Random(8);
    for (int round = 0; round < 100; round++) {
      List<Extent> extents = extents(random);
      List<FilePart> parts = FilePart.of(file(Optional.of(LARGE), extents));

      long offset = 0;
      for (FilePart part : parts) {
        assertThat(part.offset()).isEqualTo(offset);
        assertThat(part.length())
            .isEqualTo(part.extents().stream().mapToLong(Extent::length).sum());
        assertThat(part.extents()).allMatch(extent -> extent.length() > 0);
        boolean last = part == parts.getLast();
        assertThat(part.length())
            .isBetween(last ? 0 : FilePart.BYTES, FilePart.BYTES + Sealing.CHUNK_BYTES);
        offset += part.length();
      }
      assertThat(bytes(parts.stream().flatMap(part -> part.extents().stream()).toList()))
          .isEqualTo(bytes(extents));
    }
  }

  @Test
  void aFileWhoseChecksumCannotBeSummedUpStaysWhole() {
    List<Extent> extents = List.of(new Extent(0, 0, 10 * FilePart.BYTES));

    assertThat(FilePart.of(file(Optional.of(new Checksum(Checksum.Kind.SHA_256, "")), extents)))
        .hasSize(1);
    assertThat(FilePart.of(file(Optional.empty(), extents))).hasSize(10);
    assertThat(FilePart.of(file(Optional.of(LARGE), List.of()))).hasSize(1);
  }

  @Test
  void theWholeIsKnownWithItsLastPartInWhateverOrderTheyCome() {
    byte[] bytes = new byte[3_000];
    new Random(9).nextBytes(bytes);
    BackedUpFile file = file(Optional.of(LARGE), List.of(new Extent(0, 0, 3 * FilePart.BYTES)));
    List<FilePart> parts = new ArrayList<>();
    for (FilePart part : FilePart.of(file)) {
      parts.add(
          new FilePart(part.whole(), part.number(), part.number() * 1000L, 1000, part.extents()));
    }

    FilePart.Whole whole = parts.getFirst().whole();
    assertThat(whole.partRestored(parts.get(2), crc(bytes, 2000, 1000))).isEmpty();
    assertThat(whole.partRestored(parts.get(0), crc(bytes, 0, 1000))).isEmpty();
    assertThat(whole.partRestored(parts.get(1), crc(bytes, 1000, 1000)))
        .contains(Checksum.crc32c(crc(bytes, 0, 3000)));
  }

  /** Each byte's place, of the first and the last of each stretch that goes on without a jump. */
  private static List<String> bytes(List<Extent> extents) {
    List<String> stretches = new ArrayList<>();
    Extent open = extents.getFirst();
    for (Extent next : extents.subList(1, extents.size())) {
      if (next.pack() == open.pack() && next.offset() == open.offset() + open.length()) {
        open = new Extent(open.pack(), open.offset(), open.length() + next.length());
      } else {
        stretches.add(open.toString());
        open = next;
      }
    }
    stretches.add(open.toString());
    return stretches;
  }

  private static List<Extent> extents(Random random) {
    List<Extent> extents = new ArrayList<>();
    int count = 1 + random.nextInt(8);
    for (int number = 0; number < count; number++) {
      extents.add(
          new Extent(
              random.nextInt(3), random.nextInt(1 << 28), 1 + random.nextInt(90 * 1024 * 1024)));
    }
    return extents;
  }

  private static BackedUpFile file(Optional<Checksum> checksum, List<Extent> extents) {
    long size = extents.stream().mapToLong(Extent::length).sum();
    return BackedUpFile.of(
        new FileHeader("base/1/2", 0, size, 0600, Instant.EPOCH), checksum, extents);
  }

  private static int crc(byte[] bytes, int offset, int length) {
    var crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
