package dev.meridian.portal.page;

import dev.meridian.portal.guard.Listening;
import dev.meridian.portal.service.Refusal;
import dev.meridian.portal.service.Unreachable;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;

/** The page that stands where another can't be shown. */
@ControllerAdvice
class Troubles {

  private static final Logger log = LoggerFactory.getLogger(Troubles.class);
  private static final int UNAVAILABLE = 503;

  private final Listening listening;

  Troubles(Listening listening) {
    this.listening = listening;
  }

  @ExceptionHandler
  ModelAndView unreachable(Unreachable trouble, HttpServletRequest request) {
    log.warn("{}: {}", trouble.getMessage(), String.valueOf(trouble.getCause()));
    Optional<Unsent> unsent = Unsent.of(request);
    ModelAndView page =
        page(
            UNAVAILABLE,
            trouble.service().title() + " can't be reached",
            unsent.isPresent()
                ? "Start the service, or wait a moment, and send it again: what you filled in is kept."
                : "What this page shows is known there. Start the service, or wait a moment, and reload the page.");
    page.addObject("unsent", unsent.orElse(null));
    page.addObject("csrf", request.getAttribute("csrf"));
    return page;
  }

  @ExceptionHandler
  ModelAndView refused(Refusal refusal) {
    return page(
        refusal.status(),
        refusal.isNotFound() ? "There is no such thing here" : "That can't be done",
        refusal.detail());
  }

  private ModelAndView page(int status, String title, String detail) {
    ModelAndView page = new ModelAndView("trouble");
    page.setStatus(HttpStatusCode.valueOf(status));
    page.addObject("heading", title);
    page.addObject("detail", detail);
    page.addObject("listening", listening);
    return page;
  }
}
