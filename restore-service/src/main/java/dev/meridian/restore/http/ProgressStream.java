package dev.meridian.restore.http;

import dev.meridian.restore.operation.Restore;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Tells whoever listens how a restore goes on; each in a thread of its own. */
@Component
class ProgressStream implements DisposableBean {

  private static final Duration LOOK = Duration.ofMillis(300);
  private static final long NO_TIMEOUT = 0;

  /** So many looks without news, and a comment shows whether anybody still listens. */
  private static final int QUIET_LOOKS = 50;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** What is there now, and whatever follows, until it has ended or nobody listens any more. */
  SseEmitter of(Supplier<Restore> look, Function<Restore, RestoreBody> body) {
    SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
    threads.execute(
        () -> {
          try {
            follow(emitter, look, body);
            emitter.complete();
          } catch (IOException | IllegalStateException gone) {
            emitter.complete();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            emitter.complete();
          } catch (RuntimeException e) {
            emitter.completeWithError(e);
          }
        });
    return emitter;
  }

  private static void follow(
      SseEmitter emitter, Supplier<Restore> look, Function<Restore, RestoreBody> body)
      throws IOException, InterruptedException {
    @Nullable RestoreBody told = null;
    int quiet = 0;
    while (true) {
      Restore restore = look.get();
      RestoreBody now = body.apply(restore);
      if (!now.equals(told)) {
        emitter.send(SseEmitter.event().name("restore").data(now, MediaType.APPLICATION_JSON));
        told = now;
        quiet = 0;
      } else if (++quiet % QUIET_LOOKS == 0) {
        emitter.send(SseEmitter.event().comment("still " + restore.status()));
      }
      if (restore.status().isEnd()) {
        return;
      }
      Thread.sleep(LOOK);
    }
  }

  @Override
  public void destroy() {
    threads.shutdownNow();
  }
}
