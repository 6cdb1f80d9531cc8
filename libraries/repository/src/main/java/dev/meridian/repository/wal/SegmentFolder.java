package dev.meridian.repository.wal;

import java.nio.file.Path;

/**
 * Where segment files are written to.
 *
 * @param path made if absent
 * @param durable whether they must be durable as soon as they are written
 * @param spares what is written over instead of made anew
 */
public record SegmentFolder(Path path, boolean durable, SpareSegments spares) {

  /** New files. */
  public SegmentFolder(Path path, boolean durable) {
    this(path, durable, new SpareSegments(path));
  }
}
