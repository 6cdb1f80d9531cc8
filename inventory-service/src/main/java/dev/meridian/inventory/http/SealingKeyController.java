package dev.meridian.inventory.http;

import dev.meridian.security.seal.SealingKey;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The public key with which others seal verifiers before they publish them. */
@RestController
class SealingKeyController {

  private final SealingKey key;

  SealingKeyController(SealingKey key) {
    this.key = key;
  }

  /** A public keyset in Tink's JSON format. */
  @GetMapping(value = "/v1/sealing-key", produces = MediaType.APPLICATION_JSON_VALUE)
  String show() {
    return key.toJson();
  }
}
