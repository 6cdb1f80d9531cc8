package dev.meridian.messaging.problem;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Why a body can't be read, for who has sent it. The parser's own message quotes the body, and a
 * body may hold a password: so only names of fields are told, never values.
 *
 * @param detail what is wrong, and what would work
 * @param field the path of the field that it is about; null where it is about none
 */
record UnreadableBody(String detail, @Nullable String field) {

  static UnreadableBody of(@Nullable Throwable cause) {
    return switch (cause) {
      case UnrecognizedPropertyException unknown -> unknown(unknown);
      case MismatchedInputException other -> mismatch(other);
      case StreamReadException syntax -> syntax(syntax.getLocation());
      case null, default -> new UnreadableBody("The body is missing or isn't JSON", null);
    };
  }

  private static UnreadableBody unknown(UnrecognizedPropertyException unknown) {
    Collection<Object> known = unknown.getKnownPropertyIds();
    String fields =
        known == null
            ? ""
            : known.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    String path = path(unknown);
    return new UnreadableBody(
        fields.isEmpty()
            ? "There is no field %s".formatted(path)
            : "There is no field %s; there are %s".formatted(path, fields),
        path);
  }

  private static UnreadableBody mismatch(MismatchedInputException mismatch) {
    String expected = expected(mismatch.getTargetType());
    String path = path(mismatch);
    return path.isEmpty()
        ? new UnreadableBody("The body must be %s".formatted(expected), null)
        : new UnreadableBody("The field %s must be %s".formatted(path, expected), path);
  }

  private static UnreadableBody syntax(@Nullable TokenStreamLocation at) {
    return new UnreadableBody(
        at == null
            ? "The body isn't JSON"
            : "The body isn't JSON from line %d, column %d on"
                .formatted(at.getLineNr(), at.getColumnNr()),
        null);
  }

  private static String expected(@Nullable Class<?> type) {
    if (type == null) {
      return "something else";
    }
    if (type == String.class) {
      return "text, without the character U+0000";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(Object::toString)
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    return Collection.class.isAssignableFrom(type) || type.isArray() ? "a list" : "an object";
  }

  private static String path(JacksonException failure) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference reference : failure.getPath()) {
      if (reference.getPropertyName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
      }
    }
    return path.toString();
  }
}
