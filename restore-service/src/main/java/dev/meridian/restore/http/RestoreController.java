package dev.meridian.restore.http;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.restore.operation.AskedRestore;
import dev.meridian.restore.operation.AssessTarget;
import dev.meridian.restore.operation.CancelRestore;
import dev.meridian.restore.operation.FindRestores;
import dev.meridian.restore.operation.MeasuredRestores;
import dev.meridian.restore.operation.RequestRestore;
import dev.meridian.restore.operation.Restore;
import dev.meridian.restore.plan.Plan;
import dev.meridian.restore.source.FindSources;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Restores over HTTP. */
@RestController
@RequestMapping("/v1/restores")
class RestoreController {

  private static final int LONGEST_KEY = 255;

  private final RequestRestore requestRestore;
  private final AssessTarget assessTarget;
  private final CancelRestore cancelRestore;
  private final FindRestores findRestores;
  private final MeasuredRestores measured;
  private final FindSources sources;
  private final ProgressStream progressStream;

  RestoreController(
      RequestRestore requestRestore,
      AssessTarget assessTarget,
      CancelRestore cancelRestore,
      FindRestores findRestores,
      MeasuredRestores measured,
      FindSources sources,
      ProgressStream progressStream) {
    this.requestRestore = requestRestore;
    this.assessTarget = assessTarget;
    this.cancelRestore = cancelRestore;
    this.findRestores = findRestores;
    this.measured = measured;
    this.sources = sources;
    this.progressStream = progressStream;
  }

  @PostMapping
  ResponseEntity<RestoreBody> request(
      @RequestBody RestoreRequestBody body,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
    Restore restore = requestRestore.request(asked(body), key == null ? null : checked(key));
    return ResponseEntity.accepted()
        .location(URI.create("/v1/restores/" + restore.id()))
        .body(RestoreBody.of(restore));
  }

  private AskedRestore asked(RestoreRequestBody body) {
    try {
      return body.asked();
    } catch (Refused refused) {
      throw assessTarget.withWindow(refused, body.sourceServer());
    }
  }

  @GetMapping
  Map<String, List<RestoreBody>> list() {
    return Map.of("restores", findRestores.all().stream().map(this::body).toList());
  }

  @GetMapping("/{id}")
  RestoreBody show(@PathVariable String id) {
    return body(findRestores.byId(uuid(id)));
  }

  /** How it goes on, as server-sent events: all of it at each change, up to its end. */
  @GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter events(@PathVariable String id) {
    UUID restore = uuid(id);
    findRestores.byId(restore);
    return progressStream.of(() -> findRestores.byId(restore), this::body);
  }

  private RestoreBody body(Restore restore) {
    return RestoreBody.of(
        restore,
        measured.left(restore).map(Duration::toSeconds).orElse(null),
        restore
            .plan()
            .map(Plan::sourceServerId)
            .flatMap(id -> elsewhere(restore, id))
            .orElse(null));
  }

  private Optional<PlannedFromShown> elsewhere(Restore restore, UUID holder) {
    return holder.equals(restore.sourceServerId())
        ? Optional.empty()
        : Optional.of(PlannedFromShown.of(holder, sources.byId(holder).orElse(null)));
  }

  /** Gives a restore up; it ends as Cancelled once nothing is left of it. */
  @PostMapping("/{id}/cancel")
  ResponseEntity<RestoreBody> cancel(@PathVariable String id) {
    return ResponseEntity.accepted().body(RestoreBody.of(cancelRestore.cancel(uuid(id))));
  }

  private static String checked(String key) {
    if (key.isBlank() || key.length() > LONGEST_KEY) {
      throw Refused.invalid(
          "idempotency-key-invalid",
          "An Idempotency-Key has 1 to %d characters".formatted(LONGEST_KEY));
    }
    return key;
  }

  private static UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw Refused.notFound("restore-not-found", "There is no restore with the id " + text);
    }
  }
}
