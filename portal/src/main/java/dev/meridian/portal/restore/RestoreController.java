package dev.meridian.portal.restore;

import dev.meridian.portal.live.Live;
import dev.meridian.portal.live.LiveView;
import dev.meridian.portal.page.FormErrors;
import dev.meridian.portal.page.Shown;
import dev.meridian.portal.protection.Protection;
import dev.meridian.portal.server.Server;
import dev.meridian.portal.server.Servers;
import dev.meridian.portal.service.Refusal;
import dev.meridian.portal.service.Unreachable;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Asks for restores, and follows them to the new server. */
@Controller
class RestoreController {

  private static final DateTimeFormatter SUFFIX =
      DateTimeFormatter.ofPattern("HHmm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int LONGEST_PREFIX = 58;

  private final Servers servers;
  private final Protection protection;
  private final Restores restores;
  private final Live live;
  private final Clock clock;

  RestoreController(
      Servers servers, Protection protection, Restores restores, Live live, Clock clock) {
    this.servers = servers;
    this.protection = protection;
    this.restores = restores;
    this.live = live;
    this.clock = clock;
  }

  @GetMapping("/servers/{server}/restore")
  String form(@PathVariable("server") String nameOrId, Model model) {
    Server source = servers.named(nameOrId);
    Map<String, Object> window = window(source);
    fill(model, window, proposal(source), new FormErrors());
    return "restore";
  }

  @GetMapping("/servers/{server}/restore/live")
  SseEmitter followWindow(@PathVariable("server") String nameOrId, HttpServletRequest request) {
    return live.watch(
        request, () -> new LiveView("restore", Set.of("window"), window(servers.named(nameOrId))));
  }

  @PostMapping("/servers/{server}/restore")
  ModelAndView request(@PathVariable("server") String nameOrId, RestoreForm form, Model model) {
    Server source = servers.named(nameOrId);
    FormErrors errors = new FormErrors();
    Map<String, Object> body = form.body(source.id(), errors);
    RestoreForm next = form;
    if (errors.isEmpty()) {
      next = form.keyed();
      try {
        Restore restore = restores.request(body, String.valueOf(next.key()));
        return new ModelAndView("redirect:/restores/" + restore.id());
      } catch (Refusal refusal) {
        refused(refusal, source, errors);
        next = refusal.isFailure() ? next : form.again();
      } catch (Unreachable trouble) {
        // With the same key: if it has been taken, the next one is no second restore.
        errors.add(trouble).onTop("However often it is sent as it is, it begins one restore.");
      }
    }
    fill(model, window(source), next, errors);
    return new ModelAndView("restore", errors.status());
  }

  private void refused(Refusal refusal, Server source, FormErrors errors) {
    if (refusal.code().equals("idempotency-key-reused")) {
      errors.onTop(
          "The restore that was sent before has been taken as it was then; %s's Overview leads to"
                  .formatted(source.name())
              + " it. Send this one again to begin it as well.");
      return;
    }
    errors.add(refusal, RestoreForm.FIELDS);
    if (protection.window(source.id()).value() == null) {
      // The page has no window of its own to show.
      refusal.window().ifPresent(errors::onTop);
    }
  }

  @GetMapping("/restores/{id}")
  String progress(@PathVariable("id") String id, Model model) {
    model.addAllAttributes(progress(restores.find(id)));
    return "progress";
  }

  @PostMapping("/restores/{id}/cancel")
  String cancel(@PathVariable("id") String id, RedirectAttributes next) {
    restores.cancel(id);
    next.addFlashAttribute("done", "The restore is being given up.");
    return "redirect:/restores/{id}";
  }

  @GetMapping("/restores/{id}/live")
  SseEmitter follow(@PathVariable("id") String id, HttpServletRequest request) {
    return live.watch(
        request,
        () -> {
          Restore restore = restores.find(id);
          return new LiveView(
              "progress",
              Set.of("progress"),
              progress(restore),
              restore.completed() ? "/servers/" + restore.newServerId() : null);
        });
  }

  private static Map<String, Object> progress(Restore restore) {
    return Map.of("restore", restore, "steps", Step.of(restore));
  }

  private Map<String, Object> window(Server source) {
    Map<String, Object> model = new HashMap<>();
    model.put("server", source);
    model.put("window", protection.window(source.id()));
    return model;
  }

  private RestoreForm proposal(Server source) {
    Protection.Window window = protection.window(source.id()).value();
    Instant latest = window == null || window.latest() == null ? clock.instant() : window.latest();
    String name =
        source.name().length() > LONGEST_PREFIX
            ? source.name().substring(0, LONGEST_PREFIX)
            : source.name();
    return RestoreForm.proposal(
        new Shown().field(latest), name + "-" + SUFFIX.format(clock.instant()));
  }

  private static void fill(
      Model model, Map<String, Object> window, RestoreForm form, FormErrors errors) {
    model.addAllAttributes(window);
    model.addAttribute("form", form);
    model.addAttribute("errors", errors);
    model.addAttribute("zones", new TreeSet<>(ZoneId.getAvailableZoneIds()));
  }
}
