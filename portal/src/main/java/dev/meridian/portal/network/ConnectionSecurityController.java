package dev.meridian.portal.network;

import dev.meridian.portal.live.Live;
import dev.meridian.portal.live.LiveView;
import dev.meridian.portal.page.FormErrors;
import dev.meridian.portal.server.Server;
import dev.meridian.portal.server.Servers;
import dev.meridian.portal.service.Answer;
import dev.meridian.portal.service.Refusal;
import dev.meridian.portal.service.Unreachable;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page about who may connect to a server. */
@Controller
@RequestMapping("/servers/{server}/connection-security")
class ConnectionSecurityController {

  private static final String PAGE = "connection-security";

  private final Servers servers;
  private final RuleSets ruleSets;
  private final Live live;

  ConnectionSecurityController(Servers servers, RuleSets ruleSets, Live live) {
    this.servers = servers;
    this.ruleSets = ruleSets;
    this.live = live;
  }

  @GetMapping
  String show(@PathVariable("server") String nameOrId, Model model, HttpServletRequest request) {
    fill(model, servers.named(nameOrId), RuleForm.EMPTY, new FormErrors(), request);
    return PAGE;
  }

  @GetMapping("/live")
  SseEmitter follow(@PathVariable("server") String nameOrId, HttpServletRequest request) {
    return live.watch(
        request, () -> new LiveView(PAGE, Set.of("rules"), rules(servers.named(nameOrId))));
  }

  @PostMapping
  ModelAndView add(
      @PathVariable("server") String nameOrId,
      RuleForm form,
      @RequestParam(name = "mine", required = false) @Nullable String mine,
      Model model,
      HttpServletRequest request,
      RedirectAttributes next) {
    Server server = servers.named(nameOrId);
    RuleForm asked = mine == null ? form : RuleForm.only(request.getRemoteAddr());
    FormErrors errors = asked.check();
    if (errors.isEmpty()) {
      try {
        ruleSets.put(server.id(), asked.name(), asked.start(), asked.end());
        next.addFlashAttribute("done", "Rule %s is saved.".formatted(asked.name()));
        return new ModelAndView("redirect:/servers/%s/%s".formatted(server.id(), PAGE));
      } catch (Refusal refusal) {
        errors.add(refusal, RuleForm.FIELDS);
      } catch (Unreachable trouble) {
        errors.add(trouble);
      }
    }
    fill(model, server, asked, errors, request);
    return new ModelAndView(PAGE, errors.status());
  }

  @PostMapping("/{rule}/remove")
  ModelAndView remove(
      @PathVariable("server") String nameOrId,
      @PathVariable("rule") String rule,
      Model model,
      HttpServletRequest request,
      RedirectAttributes next) {
    Server server = servers.named(nameOrId);
    FormErrors errors = new FormErrors();
    try {
      ruleSets.remove(server.id(), rule);
      next.addFlashAttribute("done", "Rule %s is removed.".formatted(rule));
      return new ModelAndView("redirect:/servers/{server}/" + PAGE);
    } catch (Refusal refusal) {
      errors.onTop(refusal.detail());
    } catch (Unreachable trouble) {
      errors.add(trouble);
    }
    fill(model, server, RuleForm.EMPTY, errors, request);
    return new ModelAndView(PAGE, errors.status());
  }

  private void fill(
      Model model, Server server, RuleForm form, FormErrors errors, HttpServletRequest request) {
    model.addAllAttributes(rules(server));
    model.addAttribute("form", form);
    model.addAttribute("errors", errors);
    model.addAttribute("client", request.getRemoteAddr());
  }

  private Map<String, Object> rules(Server server) {
    Answer<Rules> answer = ruleSets.of(server.id());
    Map<String, Object> model = new HashMap<>();
    model.put("server", server);
    model.put("rules", answer);
    return model;
  }
}
