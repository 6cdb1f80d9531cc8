package dev.meridian.cli.restore;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Reads the time to restore to: ISO 8601 with an offset or Z, or with a zone's name in brackets. A
 * time that could be two instants, or none, is refused: nobody restores to a guess.
 */
final class TargetTime {

  private static final DateTimeFormatter FORM =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .optionalStart()
          .appendOffsetId()
          .optionalEnd()
          .optionalStart()
          .appendLiteral('[')
          .parseCaseSensitive()
          .appendZoneRegionId()
          .appendLiteral(']')
          .optionalEnd()
          .toFormatter();

  private TargetTime() {}

  /**
   * Reads a time.
   *
   * @param here the zone to make a suggestion with
   * @throws IllegalArgumentException with what is wrong and what would work
   */
  static OffsetDateTime parse(String text, ZoneId here) {
    TemporalAccessor parsed;
    try {
      parsed = FORM.parse(text.trim().replaceFirst("^(\\d{4}-\\d\\d-\\d\\d) ", "$1T"));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "target-invalid: '%s' isn't a time such as 2026-11-22T11:59:59+01:00".formatted(text), e);
    }
    LocalDateTime local = LocalDateTime.from(parsed);
    ZoneOffset offset = parsed.query(TemporalQueries.offset());
    if (offset != null) {
      return local.atOffset(offset);
    }
    return local.atOffset(onlyOffset(text, local, parsed.query(TemporalQueries.zoneId()), here));
  }

  /**
   * A time that a command was given, as the services take it.
   *
   * @throws ParameterException with what is wrong and what would work
   */
  static String given(String text, CommandLine command, ZoneId here) {
    try {
      return parse(text, here).toString();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()), e);
    }
  }

  private static ZoneOffset onlyOffset(
      String text, LocalDateTime local, @Nullable ZoneId zone, ZoneId here) {
    if (zone == null) {
      throw new IllegalArgumentException(
          "target-time-without-zone: '%s' could be any of many instants; with this machine's zone it is %s, in UTC it would be %sZ"
              .formatted(text, local.atZone(here).toOffsetDateTime(), local));
    }
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    if (offsets.size() == 1) {
      return offsets.getFirst();
    }
    if (offsets.isEmpty()) {
      throw new IllegalArgumentException(
          "target-invalid: clocks in %s were put forward over %s: it never was"
              .formatted(zone, local));
    }
    throw new IllegalArgumentException(
        "target-invalid: %s was twice in %s; say which: %s or %s"
            .formatted(
                local,
                zone,
                local.atOffset(offsets.getFirst()),
                local.atOffset(offsets.getLast())));
  }
}
