package dev.meridian.messaging.problem;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Every refusal and failure as a problem detail (RFC 9457) with a stable member {@code code}. */
@RestControllerAdvice
public class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(Refused refused) {
    HttpStatus status =
        switch (refused.kind()) {
          case INVALID -> HttpStatus.BAD_REQUEST;
          case NOT_FOUND -> HttpStatus.NOT_FOUND;
          case CONFLICT -> HttpStatus.CONFLICT;
          case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    return answer(problem(status, refused.code(), refused.reason(), refused.facts()));
  }

  @ExceptionHandler({
    CannotCreateTransactionException.class,
    DataAccessResourceFailureException.class
  })
  ResponseEntity<ProblemDetail> databaseAway(Exception failure) {
    log.warn("A request found no database: {}", failure.toString());
    return answer(
        problem(
            HttpStatus.SERVICE_UNAVAILABLE,
            "database-unavailable",
            "The service can't reach its database; try again",
            Map.of()));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unexpected(Exception failure) {
    log.error("A request failed", failure);
    return answer(
        problem(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "internal-error",
            "The service failed; its log says why",
            Map.of()));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException failure,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    UnreadableBody body = UnreadableBody.of(failure.getCause());
    ProblemDetail problem =
        problem(
            HttpStatus.BAD_REQUEST,
            "request-invalid",
            body.detail(),
            body.field() == null ? Map.of() : Map.of("field", body.field()));
    return ResponseEntity.badRequest().body(problem);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException failure,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    List<Map<String, String>> errors =
        failure.getBindingResult().getFieldErrors().stream()
            .map(
                error ->
                    Map.of(
                        "field",
                        error.getField(),
                        "code",
                        "request-invalid",
                        "message",
                        message(error)))
            .toList();
    String detail =
        errors.isEmpty()
            ? "The request isn't valid"
            : errors.getFirst().get("field") + " " + errors.getFirst().get("message");
    ProblemDetail problem =
        problem(HttpStatus.BAD_REQUEST, "request-invalid", detail, Map.of("errors", errors));
    return ResponseEntity.badRequest().body(problem);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception failure,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ResponseEntity<Object> answer =
        super.handleExceptionInternal(failure, body, headers, status, request);
    if (answer != null && answer.getBody() instanceof ProblemDetail problem) {
      HttpStatus known = HttpStatus.valueOf(status.value());
      String code = known.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
      name(problem, known == HttpStatus.BAD_REQUEST ? "request-invalid" : code);
    }
    return answer;
  }

  private static ProblemDetail problem(
      HttpStatus status, String code, String detail, Map<String, Object> facts) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    name(problem, code);
    facts.forEach(problem::setProperty);
    return problem;
  }

  private static void name(ProblemDetail problem, String code) {
    problem.setType(URI.create("urn:meridian:problem:" + code));
    problem.setProperty("code", code);
  }

  private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
    return ResponseEntity.status(problem.getStatus()).body(problem);
  }

  private static String message(MessageSourceResolvable error) {
    String message = error.getDefaultMessage();
    return message == null ? "isn't valid" : message;
  }
}
