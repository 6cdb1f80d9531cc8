package dev.meridian.messaging.deadletter.http;

import dev.meridian.messaging.deadletter.DeadLetter;
import dev.meridian.messaging.deadletter.DeadLetters;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The events that this service could not handle. */
@RestController
@RequestMapping("/v1/dead-letters")
public class DeadLetterController {

  private final DeadLetters deadLetters;

  /** For the service that it runs in. */
  public DeadLetterController(DeadLetters deadLetters) {
    this.deadLetters = deadLetters;
  }

  @GetMapping
  Listing list() {
    return new Listing(deadLetters.list());
  }

  @PostMapping("/{topic}/{partition}/{offset}/resend")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void resend(@PathVariable String topic, @PathVariable int partition, @PathVariable long offset) {
    deadLetters.resend(topic, partition, offset);
  }

  record Listing(List<DeadLetter> deadLetters) {}
}
