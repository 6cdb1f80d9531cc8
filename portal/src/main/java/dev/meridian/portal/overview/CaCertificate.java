package dev.meridian.portal.overview;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The certificate with which clients verify servers, where the portal was told its file. */
@Controller
class CaCertificate {

  private final Optional<Path> file;

  CaCertificate(@Value("${meridian.portal.ca-certificate:#{null}}") Optional<Path> file) {
    this.file = file;
  }

  boolean exists() {
    return file.filter(Files::isReadable).isPresent();
  }

  @GetMapping("/ca.crt")
  ResponseEntity<FileSystemResource> download() {
    if (!exists()) {
      return ResponseEntity.notFound().build();
    }
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=ca.crt")
        .contentType(MediaType.parseMediaType("application/x-pem-file"))
        .body(new FileSystemResource(file.orElseThrow()));
  }
}
