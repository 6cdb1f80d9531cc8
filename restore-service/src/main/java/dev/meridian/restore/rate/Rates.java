package dev.meridian.restore.rate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** How fast restores have been. */
public record Rates(List<Measured> measured) {

  /** Copies the list. */
  public Rates {
    measured = List.copyOf(measured);
  }

  /**
   * How long a restore will take.
   *
   * @param basedOn how many restores and drills were measured
   */
  public record Estimate(Duration duration, int basedOn) {}

  /** How long a restore of this size will take; empty while none has been measured. */
  public Optional<Estimate> estimate(long backupBytes, long walBytes) {
    if (measured.isEmpty()) {
      return Optional.empty();
    }
    double fetching = line(Measured::backupBytes, Measured::fetching).at(backupBytes);
    double replaying = line(Measured::walBytes, Measured::replaying).at(walBytes);
    double rest = measured.stream().mapToDouble(each -> seconds(each.rest())).average().orElse(0);
    long millis = Math.round(1000 * (fetching + replaying + rest));
    return Optional.of(new Estimate(Duration.ofMillis(millis), measured.size()));
  }

  /**
   * How long a restore still takes.
   *
   * @param phase where it is
   * @param done how much of the phase is done, from 0 to 1
   */
  public Optional<Duration> left(String phase, double done, long backupBytes, long walBytes) {
    if (measured.isEmpty()) {
      return Optional.empty();
    }
    double fetching = line(Measured::backupBytes, Measured::fetching).at(backupBytes);
    double replaying = line(Measured::walBytes, Measured::replaying).at(walBytes);
    double ending =
        measured.stream().mapToDouble(each -> seconds(each.rest())).average().orElse(0) / 2;
    double left =
        switch (phase) {
          case "fetch files", "fetch large files" -> fetching * (1 - done) + replaying + ending;
          case "place WAL", "write recovery settings" -> replaying + ending;
          case "recover" -> replaying * (1 - done) + ending;
          case "promote", "seal" -> ending;
          default -> fetching + replaying + ending;
        };
    return Optional.of(Duration.ofMillis(Math.round(1000 * left)));
  }

  private Line line(ToLongFunction<Measured> bytes, Function<Measured, Duration> took) {
    return Line.through(
        measured.stream()
            .map(each -> new double[] {(double) bytes.applyAsLong(each), seconds(took.apply(each))})
            .toList());
  }

  private static double seconds(Duration duration) {
    return Math.max(0, duration.toNanos() / 1e9);
  }

  /** A time that grows with a size: some of it always, and some for each byte. Never negative. */
  private record Line(double always, double perByte) {

    static Line through(List<double[]> points) {
      double size = points.stream().mapToDouble(point -> point[0]).average().orElse(0);
      double time = points.stream().mapToDouble(point -> point[1]).average().orElse(0);
      double variance = points.stream().mapToDouble(point -> Math.pow(point[0] - size, 2)).sum();
      double covariance =
          points.stream().mapToDouble(point -> (point[0] - size) * (point[1] - time)).sum();
      double slope = variance > 0 ? covariance / variance : -1;
      double always = time - slope * size;
      boolean plausible = slope > 0 && always >= 0;
      if (plausible) {
        return new Line(always, slope);
      }
      return size > 0 ? new Line(0, time / size) : new Line(time, 0);
    }

    double at(long bytes) {
      return always + perByte * bytes;
    }
  }
}
