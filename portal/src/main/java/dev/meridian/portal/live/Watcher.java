package dev.meridian.portal.live;

import dev.meridian.portal.page.Shown;
import dev.meridian.portal.service.Refusal;
import dev.meridian.portal.service.Unreachable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;

/** One open page. */
final class Watcher implements Runnable {

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int SIGN_OF_LIFE_EVERY = 10;

  private final SseEmitter stream;
  private final Supplier<LiveView> view;
  private final SpringTemplateEngine templates;
  private final String token;
  private final Map<String, String> sent = new HashMap<>();
  private boolean done;

  Watcher(
      SseEmitter stream, Supplier<LiveView> view, SpringTemplateEngine templates, String token) {
    this.stream = stream;
    this.view = view;
    this.templates = templates;
    this.token = token;
  }

  @Override
  public void run() {
    try {
      for (int round = 0; !done; round++) {
        look();
        if (round % SIGN_OF_LIFE_EVERY == 0) {
          stream.send(SseEmitter.event().comment("here"));
        }
        Thread.sleep(PAUSE);
      }
      stream.complete();
    } catch (InterruptedException | IOException | IllegalStateException e) {
      // The browser has left, or the portal stops; the stream may not even have begun.
      try {
        stream.complete();
      } catch (IllegalStateException alreadyOver) {
        // Nobody is left to tell.
      }
    }
  }

  private void look() throws IOException {
    try {
      LiveView now = view.get();
      for (String region : now.regions()) {
        sendIfChanged(region, rendered(now, region));
      }
      sendIfChanged("trouble", "");
      if (now.leadsTo() != null) {
        sendIfChanged("go", now.leadsTo());
        done = true;
      }
    } catch (Unreachable e) {
      sendIfChanged("trouble", e.getMessage() + "; the page shows what was known before.");
    } catch (Refusal e) {
      sendIfChanged("trouble", e.detail());
    }
  }

  private String rendered(LiveView now, String region) {
    Context context = new Context();
    context.setVariables(now.model());
    context.setVariable("show", new Shown());
    context.setVariable("csrf", token);
    return templates.process(now.template(), Set.of(region), context);
  }

  private void sendIfChanged(String name, String data) throws IOException {
    if (!data.equals(sent.put(name, data))) {
      stream.send(SseEmitter.event().name(name).data(data));
    }
  }

  /** Ends the stream; the browser asks again once the portal is back. */
  void stop() {
    stream.complete();
  }
}
