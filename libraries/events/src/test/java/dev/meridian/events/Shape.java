package dev.meridian.events;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Walks through a record and the JSON of one side by side. */
final class Shape {

  private Shape() {}

  /** Sees one field: the object that it stands in, and the component that it is. */
  interface Visitor {
    void visit(ObjectNode object, RecordComponent component);
  }

  static void walk(Class<?> type, ObjectNode object, Visitor visitor) {
    for (RecordComponent component : variant(type, object).getRecordComponents()) {
      if (nullable(component) && !object.has(component.getName())) {
        // It was added later than the sample was written.
        continue;
      }
      visitor.visit(object, component);
      JsonNode value = object.get(component.getName());
      if (value instanceof ObjectNode child) {
        walk(component.getType(), child, visitor);
      } else if (value != null && value.isArray()) {
        for (JsonNode element : value) {
          if (element instanceof ObjectNode child) {
            walk(elementType(component), child, visitor);
          }
        }
      }
    }
  }

  static boolean nullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  static Class<?> elementType(RecordComponent list) {
    return (Class<?>) ((ParameterizedType) list.getGenericType()).getActualTypeArguments()[0];
  }

  /** The records of a sealed interface, or the record itself. */
  static List<Class<?>> variants(Class<?> type) {
    return type.isSealed() ? List.of(type.getPermittedSubclasses()) : List.of(type);
  }

  private static Class<?> variant(Class<?> type, ObjectNode object) {
    return variants(type).stream()
        .filter(one -> type == one || one.getSimpleName().equals(object.get("kind").stringValue()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException(Arrays.toString(type.getPermittedSubclasses())));
  }
}
