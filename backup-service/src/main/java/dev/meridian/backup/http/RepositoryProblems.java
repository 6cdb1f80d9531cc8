package dev.meridian.backup.http;

import dev.meridian.repository.store.StoreUnavailable;
import java.net.URI;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** A repository that isn't there now is no failure of the service: its code tells which it is. */
@Order(Ordered.HIGHEST_PRECEDENCE)
@RestControllerAdvice
class RepositoryProblems {

  @ExceptionHandler
  ProblemDetail unavailable(StoreUnavailable failure) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(failure.getMessage()));
    problem.setType(URI.create("urn:meridian:problem:" + failure.code()));
    problem.setProperty("code", failure.code());
    return problem;
  }
}
