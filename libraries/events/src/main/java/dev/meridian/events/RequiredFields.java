package dev.meridian.events;

import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what a record must have and hasn't: every component that isn't {@link Nullable}. */
final class RequiredFields {

  private RequiredFields() {}

  static void check(String path, Object value) {
    switch (value) {
      case Record record -> {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
          check(path + "." + component.getName(), record, component);
        }
      }
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          Object element = list.get(i);
          if (element == null) {
            throw new MalformedEvent("%s[%d] is null".formatted(path, i));
          }
          check("%s[%d]".formatted(path, i), element);
        }
      }
      default -> {
        // A plain value: being there is all that it must.
      }
    }
  }

  private static void check(String path, Record record, RecordComponent component) {
    Object value = read(record, component);
    if (value != null) {
      check(path, value);
    } else if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
      throw new MalformedEvent(path + " is missing");
    }
  }

  private static @Nullable Object read(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Every record of this package is public", e);
    }
  }
}
