package dev.meridian.backup.http;

import dev.meridian.repository.store.RepositoryException;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * A repository that can't be read is no failure of the service: its code tells why. What only
 * somebody can mend is logged, too.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
@RestControllerAdvice
class RepositoryProblems {

  private static final Logger log = LoggerFactory.getLogger(RepositoryProblems.class);

  @ExceptionHandler
  ProblemDetail unreadable(RepositoryException failure) {
    if (!failure.retryable()) {
      log.warn("A request found a repository that can't be read: {}", failure.getMessage());
    }
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(failure.getMessage()));
    problem.setType(URI.create("urn:meridian:problem:" + failure.code()));
    problem.setProperty("code", failure.code());
    return problem;
  }
}
