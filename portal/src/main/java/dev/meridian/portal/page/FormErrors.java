package dev.meridian.portal.page;

import dev.meridian.portal.service.Refusal;
import dev.meridian.portal.service.Unreachable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/** What is wrong with a form: beside the fields where it belongs to one, otherwise on top. */
public final class FormErrors {

  private static final Logger log = LoggerFactory.getLogger(FormErrors.class);

  private final Map<String, String> byField = new LinkedHashMap<>();
  private final List<String> onTop = new ArrayList<>();
  private boolean unanswered;

  /** Notes that a field is wrong; the first finding about it stays. */
  public FormErrors field(String name, String message) {
    byField.putIfAbsent(name, message);
    return this;
  }

  /** Notes something that is about no field. */
  public FormErrors onTop(String message) {
    onTop.add(message);
    return this;
  }

  /**
   * Notes what a service found.
   *
   * @param fields the form's fields, by what the service calls them
   */
  public FormErrors add(Refusal refusal, Map<String, String> fields) {
    for (Refusal.Fault fault : refusal.faults()) {
      String field = fields.get(fault.field());
      if (field == null) {
        onTop(fault.message());
      } else {
        field(field, beside(fault));
      }
    }
    return this;
  }

  /** Notes that a service didn't answer: what was asked of it may have been taken all the same. */
  public FormErrors add(Unreachable trouble) {
    log.warn("{}: {}", trouble.getMessage(), String.valueOf(trouble.getCause()));
    unanswered = true;
    return onTop(
        "%s; it may have taken this or not. Send it again in a moment."
            .formatted(trouble.getMessage()));
  }

  /** Whether a service didn't answer. */
  public boolean unanswered() {
    return unanswered;
  }

  /** With which a form is shown again. */
  public HttpStatus status() {
    return unanswered ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.UNPROCESSABLE_CONTENT;
  }

  /** Without the service's own name of the field: it stands beside the field. */
  private static String beside(Refusal.Fault fault) {
    String subject = fault.field().substring(fault.field().lastIndexOf('.') + 1) + " is ";
    return fault.message().startsWith(subject)
        ? "Must be " + fault.message().substring(subject.length())
        : fault.message();
  }

  /** Whether nothing is wrong. */
  public boolean isEmpty() {
    return byField.isEmpty() && onTop.isEmpty();
  }

  /** What is wrong with a field, if something is. */
  public @Nullable String of(String field) {
    return byField.get(field);
  }

  /** For the field's {@code aria-invalid}; null where nothing is wrong with it. */
  public @Nullable String invalid(String field) {
    return byField.containsKey(field) ? "true" : null;
  }

  /**
   * For the field's {@code aria-describedby}: its hints, and what is wrong with it, as layout.html
   * shows that; null where there is neither.
   */
  public @Nullable String describing(String field, String... hints) {
    List<String> ids = new ArrayList<>(List.of(hints));
    if (byField.containsKey(field)) {
      ids.add(field + "-error");
    }
    return ids.isEmpty() ? null : String.join(" ", ids);
  }

  /** What is about no field. */
  public List<String> general() {
    return List.copyOf(onTop);
  }

  /** How many fields are wrong. */
  public int count() {
    return byField.size();
  }
}
