package dev.meridian.portal.restore;

import dev.meridian.portal.page.Entered;
import dev.meridian.portal.page.FormErrors;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns a wall clock's time and a zone into the one instant that is meant. */
final class TargetTime {

  private TargetTime() {}

  /** Empty, and noted, where it could be none, or two. */
  static Optional<Instant> parse(@Nullable String time, @Nullable String zone, FormErrors errors) {
    Optional<LocalDateTime> local = time(time, errors);
    Optional<ZoneId> in = zone(zone, errors);
    if (local.isEmpty() || in.isEmpty()) {
      return Optional.empty();
    }
    List<ZoneOffset> offsets = in.get().getRules().getValidOffsets(local.get());
    if (offsets.size() == 1) {
      return Optional.of(local.get().toInstant(offsets.getFirst()));
    }
    errors.field(
        "time",
        offsets.isEmpty()
            ? "The clocks in %s skipped this time; choose another".formatted(in.get())
            : "The clocks in %s showed this time twice; put %s or %s in the field for the zone"
                .formatted(in.get(), offsets.getFirst(), offsets.getLast()));
    return Optional.empty();
  }

  private static Optional<LocalDateTime> time(@Nullable String typed, FormErrors errors) {
    String text = Entered.text(typed);
    if (text == null) {
      errors.field("time", "Enter the date and the time to restore to");
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDateTime.parse(text.replace(' ', 'T')));
    } catch (DateTimeException e) {
      errors.field("time", "Enter date and time as in 2026-11-22 11:59:59");
      return Optional.empty();
    }
  }

  private static Optional<ZoneId> zone(@Nullable String typed, FormErrors errors) {
    String text = Entered.text(typed);
    try {
      if (text != null) {
        return Optional.of(ZoneId.of(text));
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    errors.field("zone", "Enter a time zone, such as Europe/Berlin, UTC or +01:00");
    return Optional.empty();
  }
}
