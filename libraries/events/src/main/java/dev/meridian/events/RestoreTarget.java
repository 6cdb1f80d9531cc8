package dev.meridian.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/** What a restore aims at. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RestoreTarget.PointInTime.class, name = "PointInTime"),
  @JsonSubTypes.Type(value = RestoreTarget.Latest.class, name = "Latest")
})
public sealed interface RestoreTarget {

  /**
   * Every transaction that was committed at or before an instant, and none after it.
   *
   * @param at with an offset on the wire; a time without one is refused
   */
  record PointInTime(Instant at) implements RestoreTarget {}

  /** All that the archive holds. */
  record Latest() implements RestoreTarget {}
}
