package dev.meridian.backup.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.backup.settings.VerificationSettings;
import dev.meridian.repository.store.StoredObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SampleTest {

  private static final List<StoredObject> ALL =
      IntStream.range(0, 100)
          // In no order: 37 and 100 have no divisor in common.
          .map(number -> number * 37 % 100)
          .mapToObj(number -> new StoredObject("object-%03d".formatted(number), number % 7 * 10L))
          .toList();

  @Test
  void samplesReachEveryObjectAndBeginAgain() {
    Set<String> seen = new HashSet<>();
    String after = null;
    int samples = 0;
    do {
      Sample sample = Sample.after(after, ALL, 200);
      assertThat(sample.bytes()).isLessThanOrEqualTo(200);
      sample.objects().forEach(object -> assertThat(seen.add(object.name())).isTrue());
      after = sample.upTo();
      samples++;
    } while (after != null);

    assertThat(seen).hasSize(ALL.size());
    assertThat(samples).isBetween(15, 20);
    assertThat(Sample.after(null, ALL, 200).objects())
        .extracting(StoredObject::name)
        .startsWith("object-000", "object-001")
        .isSorted();
  }

  @Test
  void theBudgetMayBeUsedToItsLastByte() {
    var objects = List.of(new StoredObject("a", 5), new StoredObject("b", 5));
    assertThat(Sample.after(null, objects, 10).objects()).hasSize(2);
    assertThat(Sample.after(null, objects, 10).upTo()).isNull();
    assertThat(Sample.after(null, objects, 9).objects()).hasSize(1);
    assertThat(Sample.after(null, objects, 9).upTo()).isEqualTo("a");
  }

  @Test
  void anObjectThatIsLargerThanTheBudgetIsReadAlone() {
    var objects = List.of(new StoredObject("a", 1000), new StoredObject("b", 1000));

    assertThat(Sample.after(null, objects, 10).objects()).containsExactly(objects.getFirst());
    assertThat(Sample.after("a", objects, 10).objects()).containsExactly(objects.getLast());
    assertThat(Sample.after("z", objects, 10).objects()).containsExactly(objects.getFirst());
    assertThat(Sample.after(null, List.of(), 10).objects()).isEmpty();
  }

  @Test
  void theBudgetReachesAllWithinItsTime() {
    var settings =
        new VerificationSettings(
            Duration.ofMinutes(10),
            Duration.ofHours(24),
            Duration.ofDays(30),
            DataSize.ofMegabytes(256));

    assertThat(settings.budget(300L << 30)).isEqualTo(10L << 30);
    assertThat(settings.budget(1L << 30)).isEqualTo(256L << 20);
  }
}
