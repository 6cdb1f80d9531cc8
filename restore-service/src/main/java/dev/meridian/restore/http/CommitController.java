package dev.meridian.restore.http;

import dev.meridian.restore.operation.ListCommits;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The commits that there are to restore to, over HTTP. */
@RestController
class CommitController {

  private final ListCommits listCommits;

  CommitController(ListCommits listCommits) {
    this.listCommits = listCommits;
  }

  /** Those between two instants, both included; without {@code to}, all from the first one on. */
  @GetMapping("/v1/servers/{server}/commits")
  CommitsBody list(
      @PathVariable String server,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String limit,
      @RequestParam(required = false) @Nullable String next) {
    return CommitsBody.of(listCommits.of(server, CommitRange.parse(from, to, limit, next)));
  }
}
