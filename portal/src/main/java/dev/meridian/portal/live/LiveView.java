package dev.meridian.portal.live;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an open page would show now.
 *
 * @param template of the page
 * @param regions the template's fragments that may change; each has its name as its id
 * @param model what they are rendered from
 * @param leadsTo the page that comes next, once this one is done
 */
public record LiveView(
    String template, Set<String> regions, Map<String, Object> model, @Nullable String leadsTo) {

  /** Of a page that stays. */
  public LiveView(String template, Set<String> regions, Map<String, Object> model) {
    this(template, regions, model, null);
  }
}
