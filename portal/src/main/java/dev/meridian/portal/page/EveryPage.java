package dev.meridian.portal.page;

import dev.meridian.portal.guard.Listening;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** What every page needs to know. */
@ControllerAdvice
class EveryPage {

  private static final Shown SHOWN = new Shown();

  private final Listening listening;

  EveryPage(Listening listening) {
    this.listening = listening;
  }

  @ModelAttribute("show")
  Shown shown() {
    return SHOWN;
  }

  @ModelAttribute("listening")
  Listening listening() {
    return listening;
  }

  @ModelAttribute("csrf")
  @Nullable Object token(HttpServletRequest request, HttpServletResponse response) {
    response.setHeader("Cache-Control", CacheControl.noStore().getHeaderValue());
    return request.getAttribute("csrf");
  }
}
