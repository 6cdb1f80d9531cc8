package dev.meridian.restore.http;

import dev.meridian.restore.operation.PreviewRestore;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What a restore would come to, over HTTP. */
@RestController
class PreviewController {

  private final PreviewRestore previewRestore;

  PreviewController(PreviewRestore previewRestore) {
    this.previewRestore = previewRestore;
  }

  /** As for a restore, but the new server's name may be left out; nothing is begun. */
  @PostMapping("/v1/restores/preview")
  PreviewBody preview(@RequestBody RestoreRequestBody body) {
    return PreviewBody.of(
        previewRestore.preview(body.source(), body.aim(), body.newServerName(), body.options()));
  }
}
