package dev.meridian.portal.live;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.thymeleaf.spring6.SpringTemplateEngine;

/**
 * Tells open pages what has changed. While somebody looks on, the page's regions are rendered every
 * second, and those that have become others are sent.
 */
@Component
public class Live {

  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final int MOST_WATCHERS = 100;

  private final SpringTemplateEngine templates;
  private final Semaphore places = new Semaphore(MOST_WATCHERS);
  private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();

  Live(SpringTemplateEngine templates) {
    this.templates = templates;
  }

  /**
   * Watches until the browser leaves.
   *
   * @param view asked every second; it may throw what services throw
   */
  public SseEmitter watch(HttpServletRequest request, Supplier<LiveView> view) {
    if (!places.tryAcquire()) {
      throw new ResponseStatusException(
          HttpStatus.SERVICE_UNAVAILABLE, "Too many pages are open; reload this one later");
    }
    SseEmitter stream = new SseEmitter(LONGEST.toMillis());
    Watcher watcher =
        new Watcher(stream, view, templates, String.valueOf(request.getAttribute("csrf")));
    watchers.add(watcher);
    Thread thread =
        Thread.ofVirtual()
            .name("live")
            .unstarted(
                () -> {
                  try {
                    watcher.run();
                  } finally {
                    watchers.remove(watcher);
                    places.release();
                  }
                });
    stream.onCompletion(thread::interrupt);
    stream.onTimeout(thread::interrupt);
    stream.onError(_ -> thread.interrupt());
    thread.start();
    return stream;
  }

  @EventListener(ContextClosedEvent.class)
  void stop() {
    watchers.forEach(Watcher::stop);
  }
}
