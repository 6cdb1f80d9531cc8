package dev.meridian.portal.overview;

import dev.meridian.portal.live.Live;
import dev.meridian.portal.live.LiveView;
import dev.meridian.portal.page.FormErrors;
import dev.meridian.portal.protection.Protection;
import dev.meridian.portal.server.NewPassword;
import dev.meridian.portal.server.Server;
import dev.meridian.portal.server.Servers;
import dev.meridian.portal.server.TierForm;
import dev.meridian.portal.server.TierPanel;
import dev.meridian.portal.service.Refusal;
import dev.meridian.portal.service.Unreachable;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** A server's Overview; what its toolbar asks for opens as a panel of the same page. */
@Controller
@RequestMapping("/servers/{server}")
class OverviewController {

  private static final String PAGE = "overview";
  private static final String BACK = "redirect:/servers/{server}";

  private final Servers servers;
  private final Overview overview;
  private final Protection protection;
  private final Live live;

  OverviewController(Servers servers, Overview overview, Protection protection, Live live) {
    this.servers = servers;
    this.overview = overview;
    this.protection = protection;
    this.live = live;
  }

  @GetMapping
  String show(@PathVariable("server") String nameOrId, Model model) {
    model.addAllAttributes(overview.of(servers.named(nameOrId)));
    return PAGE;
  }

  @GetMapping("/live")
  SseEmitter follow(@PathVariable("server") String nameOrId, HttpServletRequest request) {
    return live.watch(
        request, () -> new LiveView(PAGE, Overview.REGIONS, overview.of(servers.named(nameOrId))));
  }

  @PostMapping("/backups")
  ModelAndView backUp(
      @PathVariable("server") String nameOrId, Model model, RedirectAttributes next) {
    Server server = servers.named(nameOrId);
    FormErrors errors = new FormErrors();
    try {
      protection.backUp(server.id());
      next.addFlashAttribute("done", "A backup has been asked for.");
      return new ModelAndView(BACK);
    } catch (Refusal refusal) {
      errors.onTop(refusal.detail());
    } catch (Unreachable trouble) {
      errors.add(trouble);
    }
    return again(model, server, null, errors);
  }

  @GetMapping("/reset-password")
  String passwordPanel(@PathVariable("server") String nameOrId, Model model) {
    return open(model, servers.named(nameOrId), "reset-password", new FormErrors());
  }

  @PostMapping("/reset-password")
  ModelAndView resetPassword(
      @PathVariable("server") String nameOrId,
      @RequestParam(defaultValue = "") String password,
      @RequestParam(defaultValue = "") String repeatedPassword,
      Model model,
      RedirectAttributes next) {
    Server server = servers.named(nameOrId);
    FormErrors errors = new FormErrors();
    NewPassword.check(password, repeatedPassword, errors);
    if (errors.isEmpty()) {
      try {
        servers.changePassword(server, password);
        next.addFlashAttribute("done", "The new password is being set.");
        return new ModelAndView(BACK);
      } catch (Refusal refusal) {
        errors.add(refusal, Map.of("password", "password"));
      } catch (Unreachable trouble) {
        errors.add(trouble);
      }
    }
    return again(model, server, "reset-password", errors);
  }

  @GetMapping("/pricing-tier")
  String tierPanel(
      @PathVariable("server") String nameOrId,
      TierForm form,
      Model model,
      @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx) {
    Server server = servers.named(nameOrId);
    fillTier(model, server, form.over(TierForm.of(server.pricingTier())), htmx != null);
    return open(model, server, "pricing-tier", new FormErrors());
  }

  @PostMapping("/pricing-tier")
  ModelAndView changeTier(
      @PathVariable("server") String nameOrId,
      TierForm form,
      @RequestParam(defaultValue = "") String confirm,
      Model model,
      RedirectAttributes next) {
    Server server = servers.named(nameOrId);
    FormErrors errors = new FormErrors();
    Map<String, Object> tier = form.body(errors);
    GivenUp.check(server, tier, confirm, errors);
    if (errors.isEmpty()) {
      try {
        servers.changeTier(server, tier);
        next.addFlashAttribute("done", "The pricing tier is being changed.");
        return new ModelAndView(BACK);
      } catch (Refusal refusal) {
        errors.add(refusal, TierForm.FIELDS);
      } catch (Unreachable trouble) {
        errors.add(trouble);
      }
    }
    fillTier(model, server, form.over(TierForm.of(server.pricingTier())), false);
    model.addAttribute("confirm", confirm);
    return again(model, server, "pricing-tier", errors);
  }

  @GetMapping("/drop")
  String dropPanel(@PathVariable("server") String nameOrId, Model model) {
    return open(model, servers.named(nameOrId), "drop", new FormErrors());
  }

  @PostMapping("/drop")
  ModelAndView drop(
      @PathVariable("server") String nameOrId,
      @RequestParam(defaultValue = "") String confirm,
      Model model,
      RedirectAttributes next) {
    Server server = servers.named(nameOrId);
    FormErrors errors = new FormErrors();
    if (!confirm.strip().equals(server.name())) {
      errors.field("confirm", "Type %s to drop it".formatted(server.name()));
    } else {
      try {
        servers.drop(server);
        next.addFlashAttribute(
            "done",
            "Server %s is being dropped; it can be restored for %d days."
                .formatted(server.name(), server.pricingTier().backupRetentionDays()));
        return new ModelAndView("redirect:/servers");
      } catch (Refusal refusal) {
        errors.onTop(refusal.detail());
      } catch (Unreachable trouble) {
        errors.add(trouble);
      }
    }
    model.addAttribute("confirm", confirm);
    return again(model, server, "drop", errors);
  }

  private static void fillTier(Model model, Server server, TierForm form, boolean tierIsFinal) {
    model.addAttribute(
        "panel",
        TierPanel.of(form, tierIsFinal, "/servers/%s/pricing-tier".formatted(server.id())));
  }

  private String open(Model model, Server server, @Nullable String panel, FormErrors errors) {
    model.addAllAttributes(overview.of(server));
    model.addAttribute("open", panel);
    model.addAttribute("errors", errors);
    return PAGE;
  }

  private ModelAndView again(
      Model model, Server server, @Nullable String panel, FormErrors errors) {
    return new ModelAndView(open(model, server, panel, errors), errors.status());
  }
}
