package dev.meridian.restore.http;

import dev.meridian.restore.drill.Drill;
import dev.meridian.restore.drill.FindDrills;
import dev.meridian.restore.drill.RequestDrill;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Drills over HTTP. */
@RestController
class DrillController {

  private final RequestDrill requestDrill;
  private final FindDrills findDrills;

  DrillController(RequestDrill requestDrill, FindDrills findDrills) {
    this.requestDrill = requestDrill;
    this.findDrills = findDrills;
  }

  /** Has a server proven now; the second is chosen at random. */
  @PostMapping("/v1/servers/{server}/drills")
  ResponseEntity<DrillBody> request(@PathVariable String server) {
    Drill drill = requestDrill.request(server);
    return ResponseEntity.accepted()
        .location(URI.create("/v1/drills/" + drill.id()))
        .body(DrillBody.of(drill));
  }

  @GetMapping("/v1/servers/{server}/drills")
  DrillsBody list(@PathVariable String server) {
    return DrillsBody.of(findDrills.of(server));
  }

  @GetMapping("/v1/drills/{id}")
  DrillBody show(@PathVariable String id) {
    return DrillBody.of(findDrills.byId(uuid(id)));
  }

  /** Gives a drill up; it ends as Cancelled once nothing is left of it. */
  @PostMapping("/v1/drills/{id}/cancel")
  ResponseEntity<DrillBody> cancel(@PathVariable String id) {
    return ResponseEntity.accepted().body(DrillBody.of(requestDrill.cancel(uuid(id))));
  }

  private static UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw FindDrills.notFound(text);
    }
  }
}
