package dev.meridian.inventory.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.meridian.messaging.problem.Refused;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FindingsTest {

  private final Findings findings = new Findings();

  @Test
  void nothingFoundIsNothingRefused() {
    assertThat(findings.check(() -> "fine")).contains("fine");

    assertThatNoException().isThrownBy(findings::refuseIfAny);
  }

  @Test
  void theFirstFindingIsRefusedWithAllOthers() {
    findings.require(
        () -> {
          throw Refused.conflict("name-taken", "Taken").field("name");
        });
    assertThat(
            findings.check(
                () -> {
                  throw Refused.invalid("size-invalid", "Too big").field("size");
                }))
        .isEmpty();

    Refused refused = catchThrowableOfType(Refused.class, findings::refuseIfAny);

    assertThat(refused.code()).isEqualTo("name-taken");
    assertThat(refused.kind()).isEqualTo(Refused.Kind.CONFLICT);
    assertThat(refused.facts())
        .containsEntry(
            "errors",
            List.of(
                Map.of("field", "name", "code", "name-taken", "message", "Taken"),
                Map.of("field", "size", "code", "size-invalid", "message", "Too big")));
  }
}
