package dev.meridian.portal.server;

import dev.meridian.portal.live.Live;
import dev.meridian.portal.live.LiveView;
import dev.meridian.portal.page.FormErrors;
import dev.meridian.portal.service.Answer;
import dev.meridian.portal.service.Refusal;
import dev.meridian.portal.service.Services;
import dev.meridian.portal.service.Unreachable;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * The list of servers, and the page that makes a new one. Nothing but servers lies below {@code
 * /servers/}: one may have any name.
 */
@Controller
class ServersController {

  private static final String NEW = "/new-server";
  private static final Set<String> REGIONS = Set.of("unreachable", "servers", "dropped");

  private final Servers servers;
  private final Live live;

  ServersController(Servers servers, Live live) {
    this.servers = servers;
    this.live = live;
  }

  @GetMapping("/")
  String start() {
    return "redirect:/servers";
  }

  @GetMapping("/servers")
  String list(Model model) {
    model.addAllAttributes(listing());
    return "servers";
  }

  @GetMapping("/live")
  SseEmitter follow(HttpServletRequest request) {
    return live.watch(request, () -> new LiveView("servers", REGIONS, listing()));
  }

  private Map<String, Object> listing() {
    Answer<List<Server>> all = Services.ask(servers::all);
    Answer<List<Server>> dropped = Services.ask(servers::dropped);
    return Map.of(
        "servers", Objects.requireNonNullElse(all.value(), List.of()),
        "dropped", Objects.requireNonNullElse(dropped.value(), List.of()),
        "troubles", all.trouble() == null ? List.of() : List.of(all.trouble()));
  }

  @GetMapping(NEW)
  String form(
      CreateForm form,
      TierForm tier,
      Model model,
      @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx) {
    show(model, form, tier, new FormErrors(), htmx != null);
    return "create";
  }

  @PostMapping("/servers")
  ModelAndView create(CreateForm form, TierForm tier, Model model, RedirectAttributes next) {
    FormErrors errors = new FormErrors();
    Map<String, Object> body = form.body(tier, errors);
    if (errors.isEmpty()) {
      try {
        UUID id = servers.create(body);
        next.addFlashAttribute("done", "Server %s is being made.".formatted(body.get("name")));
        return new ModelAndView("redirect:/servers/" + id);
      } catch (Refusal refusal) {
        errors.add(refusal, CreateForm.FIELDS);
      } catch (Unreachable trouble) {
        errors.add(trouble);
      }
    }
    show(model, form, tier, errors, false);
    return new ModelAndView("create", errors.status());
  }

  private void show(
      Model model, CreateForm form, TierForm tier, FormErrors errors, boolean tierIsFinal) {
    Answer<Servers.Choices> choices = Services.ask(servers::choices);
    if (choices.unreachable() && !errors.unanswered()) {
      errors.onTop(choices.trouble() + "; a server can't be made until it is back.");
    }
    model.addAttribute("form", form);
    model.addAttribute("panel", TierPanel.of(tier.withDefaults(), tierIsFinal, NEW));
    model.addAttribute("errors", errors);
    model.addAttribute(
        "choices",
        Objects.requireNonNullElse(choices.value(), Servers.Choices.UNKNOWN)
            .and(form.postgresVersion(), form.region()));
  }
}
