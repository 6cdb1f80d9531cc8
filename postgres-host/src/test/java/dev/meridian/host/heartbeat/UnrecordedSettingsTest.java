package dev.meridian.host.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.settings.OwnSettings;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnrecordedSettingsTest {

  private static final OwnSettings OWN = OwnSettings.parse("work_mem = '7MB'\n");

  private final UnrecordedSettings unrecorded = new UnrecordedSettings();

  @Test
  void aServerThatHasNothingRecordedHasThatItHasNoSettingsRecorded() {
    assertThat(unrecorded.of(OwnSettings.NONE))
        .hasValueSatisfying(none -> assertThat(none.isEmpty()).isTrue());

    unrecorded.known(Optional.of(OwnSettings.NONE));

    assertThat(unrecorded.of(OwnSettings.NONE)).isEmpty();
  }

  @Test
  void whatIsAsItWasRecordedIsNotRecordedAgain() {
    unrecorded.known(Optional.of(OWN));

    assertThat(unrecorded.of(OwnSettings.parse("# mine\nwork_mem = 7MB\n"))).isEmpty();
  }

  @Test
  void whatHasChangedOrGoneIsRecorded() {
    unrecorded.known(Optional.of(OWN));

    OwnSettings changed = OwnSettings.parse("work_mem = '8MB'\n");
    assertThat(unrecorded.of(changed)).map(OwnSettings::all).hasValue(changed.all());
    assertThat(unrecorded.of(OwnSettings.NONE))
        .map(OwnSettings::all)
        .hasValue(OwnSettings.NONE.all());
  }

  @Test
  void whatDoesNotGoAlongIsNeverRecorded() {
    unrecorded.known(Optional.of(OWN));
    String secret = "primary_conninfo = 'password=secret'\nssl_passphrase_command = 'secret'\n";

    assertThat(unrecorded.of(OwnSettings.parse(OWN.text() + secret))).isEmpty();
    assertThat(unrecorded.of(OwnSettings.parse("jit = 'off'\n" + secret)))
        .hasValueSatisfying(own -> assertThat(own.text()).contains("jit").doesNotContain("secret"));
  }

  @Test
  void whereTheRecordIsNotKnownAnyMoreAllIsRecordedAgain() {
    unrecorded.known(Optional.of(OWN));
    unrecorded.known(Optional.empty());

    assertThat(unrecorded.of(OWN)).isPresent();
  }
}
