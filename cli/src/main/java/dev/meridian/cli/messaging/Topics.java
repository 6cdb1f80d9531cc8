package dev.meridian.cli.messaging;

import dev.meridian.cli.terminal.Failure;
import dev.meridian.events.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Topics as people name them: {@code meridian.restores}, or {@code restores} for short. */
final class Topics {

  private static final String PREFIX = "meridian.";

  private Topics() {}

  static List<String> all() {
    return Arrays.stream(Topic.values()).map(Topic::wireName).toList();
  }

  static List<String> deadLetters() {
    return Arrays.stream(Topic.values()).map(Topic::deadLetters).toList();
  }

  /** The name on the broker. */
  static String named(String given) {
    String name = given.startsWith(PREFIX) ? given : PREFIX + given;
    if (Stream.concat(all().stream(), deadLetters().stream()).noneMatch(name::equals)) {
      throw new Failure(
          "topic-unknown: there is no topic %s; there are %s, and the same with .dead-letters"
              .formatted(given, String.join(", ", all())));
    }
    return name;
  }

  /** The topic whose dead letters are meant, by its own name or that of its dead-letter topic. */
  static Topic ofDeadLetters(String given) {
    String name = named(given);
    return Arrays.stream(Topic.values())
        .filter(topic -> topic.wireName().equals(name) || topic.deadLetters().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
