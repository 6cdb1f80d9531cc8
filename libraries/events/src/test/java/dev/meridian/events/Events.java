package dev.meridian.events;

import java.util.List;
import java.util.stream.Stream;

/** The records under a sealed interface, however deep. */
final class Events {

  private Events() {}

  static List<Class<? extends Event>> records(Class<? extends Event> type) {
    return stream(type).toList();
  }

  private static Stream<Class<? extends Event>> stream(Class<? extends Event> type) {
    if (!type.isSealed()) {
      return Stream.of(type);
    }
    return Stream.of(type.getPermittedSubclasses())
        .flatMap(permitted -> stream(permitted.asSubclass(Event.class)));
  }
}
