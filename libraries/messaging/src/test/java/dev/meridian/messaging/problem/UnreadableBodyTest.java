package dev.meridian.messaging.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class UnreadableBodyTest {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(new StorableText())
          .build();

  enum Colour {
    RED,
    GREEN
  }

  record Wheel(@Nullable Integer size) {}

  record Car(
      @Nullable String name,
      @Nullable Boolean fast,
      @Nullable Colour colour,
      @Nullable List<Wheel> wheels) {}

  private static UnreadableBody read(String body) {
    return UnreadableBody.of(
        catchThrowable(() -> JSON.readValue(body.replace('\'', '"'), Car.class)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'nmae':'a'}           | nmae           | There is no field nmae; there are colour, fast, name, wheels",
        "{'wheels':[{'sice':1}]}| wheels[0].sice | There is no field wheels[0].sice; there are size",
        "{'wheels':[{'size':{}}]}| wheels[0].size | The field wheels[0].size must be a number",
        "{'name':{}}            | name           | The field name must be text, without the character U+0000",
        "{'name':'\\u0000'}     | name           | The field name must be text, without the character U+0000",
        "{'fast':'maybe'}       | fast           | The field fast must be true or false",
        "{'colour':'BLUE'}      | colour         | The field colour must be one of RED, GREEN",
        "{'wheels':3}           | wheels         | The field wheels must be a list",
        "[1]                    |                | The body must be an object",
        "{'name':'a',           |                | The body isn't JSON from line 1, column 13 on",
      })
  void whatIsWrongIsSaidAndWhatWouldWork(String body, @Nullable String field, String detail) {
    assertThat(read(body)).isEqualTo(new UnreadableBody(detail, field));
  }

  @Test
  void nothingButNamesOfFieldsIsQuoted() {
    for (String body :
        List.of("{'fast':'S3cret'}", "{'name':'S3cret',,}", "'S3cret'", "{'wheels':'S3cret'}")) {
      assertThat(read(body).detail()).doesNotContain("S3cret").isNotEmpty();
    }
  }

  @Test
  void aBodyThatIsNotThereIsSaidToBeMissing() {
    assertThat(UnreadableBody.of(null).detail()).contains("missing");
  }
}
