package dev.meridian.messaging.notes;

import dev.meridian.events.BackupEvent.BackupFailed;
import dev.meridian.events.BackupEvent.BackupRequested;
import dev.meridian.messaging.inbox.EventHandlers;
import dev.meridian.messaging.outbox.Outbox;
import dev.meridian.messaging.problem.Refused;
import io.micronaut.context.ApplicationContext;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Notes every backup that is requested, and says that it failed. */
@SpringBootApplication
public class NotesService {

  /** Requests that the handler can't stand, until they are taken out again. */
  static final Set<UUID> POISON = ConcurrentHashMap.newKeySet();

  static ConfigurableApplicationContext start(String... settings) {
    return new SpringApplicationBuilder(NotesService.class)
        .properties("spring.config.name=notes-service")
        .run(settings);
  }

  @Bean
  Notes notes(ApplicationContext micronaut) {
    return micronaut.getBean(Notes.class);
  }

  @Bean
  EventHandlers handlers(Notes notes, Outbox outbox) {
    return to ->
        to.on(
            BackupRequested.class,
            event -> {
              notes.save(new Note(event.backupId(), event.serverId().toString()));
              outbox.publish(
                  new BackupFailed(event.serverId(), event.backupId(), "noted", "It was noted"));
              if (POISON.contains(event.backupId())) {
                throw new IllegalStateException("This one can't be stood");
              }
            });
  }

  @RestController
  static class Requests {

    @PostMapping("/v1/requests")
    Request echo(@RequestBody Request request) {
      if (request.count() < 0) {
        throw Refused.invalid("count-negative", "A count is 0 or more")
            .field("count")
            .with("least", 0);
      }
      if (request.count() > 100) {
        throw new IllegalStateException("secret detail");
      }
      return request;
    }
  }

  record Request(String password, int count) {}
}
