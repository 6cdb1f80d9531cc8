package dev.meridian.restore.http;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.restore.operation.AssessTarget;
import dev.meridian.restore.operation.PreviewRestore;
import dev.meridian.restore.plan.Target;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What a restore would come to, over HTTP. */
@RestController
class PreviewController {

  private final PreviewRestore previewRestore;
  private final AssessTarget assessTarget;

  PreviewController(PreviewRestore previewRestore, AssessTarget assessTarget) {
    this.previewRestore = previewRestore;
    this.assessTarget = assessTarget;
  }

  /** As for a restore, but the new server's name may be left out; nothing is begun. */
  @PostMapping("/v1/restores/preview")
  PreviewBody preview(@RequestBody RestoreRequestBody body) {
    return PreviewBody.of(
        previewRestore.preview(body.source(), aim(body), body.newServerName(), body.options()));
  }

  private Target aim(RestoreRequestBody body) {
    try {
      return body.aim();
    } catch (Refused refused) {
      throw assessTarget.withWindow(refused, body.sourceServer());
    }
  }
}
