package dev.meridian.postgres.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.replication.WalMessage.Data;
import dev.meridian.postgres.replication.WalMessage.EndOfTimeline;
import dev.meridian.postgres.replication.WalMessage.Keepalive;
import dev.meridian.postgres.replication.WalMessage.Nothing;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WalStreamTest {

  private static final Lsn START = Lsn.parse("0/3000000");
  private static final Duration SOON = Duration.ofMillis(10);

  private final ScriptedSocket server = new ScriptedSocket();
  private boolean ended;

  private WalStream stream() throws IOException {
    WalStream stream = new WalStream(new Wire(server), START, () -> ended = true);
    stream.begin();
    return stream;
  }

  private ScriptedSocket streaming() {
    return server.say('W', new byte[3]);
  }

  private static byte[] data(Lsn start, String bytes) {
    return ByteBuffer.allocate(25 + bytes.length())
        .put((byte) 'w')
        .putLong(start.position())
        .putLong(START.plus(1000).position())
        .putLong(848_664_000_000_001L)
        .put(ScriptedSocket.text(bytes))
        .array();
  }

  private static byte[] keepalive(boolean wantsAnswer) {
    return ByteBuffer.allocate(18)
        .put((byte) 'k')
        .putLong(START.plus(1000).position())
        .putLong(0)
        .put((byte) (wantsAnswer ? 1 : 0))
        .array();
  }

  private static String text(WalMessage message) {
    Data data = (Data) message;
    byte[] copy = new byte[data.bytes().remaining()];
    data.bytes().get(copy);
    return new String(copy, StandardCharsets.UTF_8);
  }

  /** The written and the flushed position of each status that the server heard. */
  private long[] statuses() {
    ByteBuffer heard = ByteBuffer.wrap(server.heard.toByteArray());
    long[] positions = new long[heard.remaining() / 39 * 2];
    for (int i = 0; i < positions.length; i += 2) {
      assertThat((char) heard.get()).isEqualTo('d');
      assertThat(heard.getInt()).isEqualTo(38);
      assertThat((char) heard.get()).isEqualTo('r');
      positions[i] = heard.getLong();
      positions[i + 1] = heard.getLong();
      heard.position(heard.position() + 17);
    }
    return positions;
  }

  @Test
  void dataComesWithPlaceAndTime() throws IOException {
    streaming().say('d', data(START, "abc")).say('d', data(START.plus(3), "de"));
    WalStream stream = stream();

    Data data = (Data) stream.next(SOON);
    assertThat(data.start()).isEqualTo(START);
    assertThat(data.end()).isEqualTo(START.plus(3));
    assertThat(data.serverEnd()).isEqualTo(START.plus(1000));
    assertThat(data.sentAt()).isEqualTo(Instant.parse("2026-11-22T12:00:00.000001Z"));
    assertThat(text(data)).isEqualTo("abc");
    assertThat(text(stream.next(SOON))).isEqualTo("de");
    assertThat(stream.position()).isEqualTo(START.plus(5));
  }

  @Test
  void aMessageThatComesInPartsIsNeverLost() throws IOException {
    streaming().sayHaltingly('d', data(START, "abc")).say('d', data(START.plus(3), "d"));
    WalStream stream = stream();

    int silences = 0;
    WalMessage message = stream.next(SOON);
    while (message == Nothing.NOTHING) {
      silences++;
      message = stream.next(SOON);
    }

    assertThat(silences).isEqualTo(5 + 25 + 3);
    assertThat(text(message)).isEqualTo("abc");
    assertThat(text(stream.next(SOON))).isEqualTo("d");
  }

  @Test
  void messagesLargerThanTheBufferComeWhole() throws IOException {
    String large = "x".repeat(3_000_000);
    streaming().say('d', data(START, "a")).say('d', data(START.plus(1), large));
    WalStream stream = stream();

    assertThat(text(stream.next(SOON))).isEqualTo("a");
    assertThat(text(stream.next(SOON))).isEqualTo(large);
  }

  @Test
  void aKeepaliveThatAsksIsAnsweredWithWhatWasConfirmed() throws IOException {
    streaming().say('d', keepalive(false)).say('d', keepalive(true));
    WalStream stream = stream();
    stream.confirm(START.plus(7), START.plus(5));

    assertThat(stream.next(SOON)).isInstanceOf(Keepalive.class);
    assertThat(statuses()).hasSize(2);
    assertThat(stream.next(SOON))
        .isEqualTo(new Keepalive(START.plus(1000), Instant.parse("2000-01-01T00:00:00Z")));
    long written = START.plus(7).position();
    long flushed = START.plus(5).position();
    assertThat(statuses()).containsExactly(written, flushed, written, flushed);
  }

  @Test
  void aSignOfLifeIsAskedForWithTheLastByteOfAStatus() throws IOException {
    streaming();
    WalStream stream = stream();

    stream.confirm(START, START);
    assertThat(server.heard.toByteArray()[38]).isZero();
    stream.askForSign();
    assertThat(server.heard.toByteArray()[39 + 38]).isEqualTo((byte) 1);
    assertThat(statuses()).hasSize(4).containsOnly(START.position());
  }

  @Test
  void theSlotNeverGoesBack() throws IOException {
    streaming();
    WalStream stream = stream();

    stream.confirm(START.plus(9), START.plus(9));
    stream.confirm(START.plus(2), START.plus(1));

    long there = START.plus(9).position();
    assertThat(statuses()).containsExactly(there, there, there, there);
  }

  @Test
  void theEndOfATimelineNamesTheNextOne() throws IOException {
    streaming().say('d', data(START, "abc")).say('c', new byte[0]);
    server.say('T', new byte[2]).row("2", "0/3000003");
    server.say('C', new byte[1]).say('C', new byte[1]).ready();
    WalStream stream = stream();
    stream.next(SOON);

    assertThat(stream.next(SOON)).isEqualTo(new EndOfTimeline(2, START.plus(3)));
    assertThat(server.heard.toByteArray()).containsExactly('c', 0, 0, 0, 4);
    assertThat(ended).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> stream.next(SOON));
  }

  @Test
  void aTimelineThatEndsAtTheStartEndsAtOnce() throws IOException {
    server.say('T', new byte[2]).row("3", "0/3000000");
    server.say('C', new byte[1]).say('C', new byte[1]).ready();

    assertThat(stream().next(SOON)).isEqualTo(new EndOfTimeline(3, START));
    assertThat(server.heard.size()).isZero();
    assertThat(ended).isTrue();
  }

  @Test
  void aRefusalIsTheServersOwn() throws IOException {
    server.error("55006", "replication slot \"a\" is active for PID 7").ready();

    assertThatExceptionOfType(ServerError.class)
        .isThrownBy(this::stream)
        .withMessage("replication slot \"a\" is active for PID 7 (SQLSTATE 55006)")
        .matches(e -> e.is(ServerError.OBJECT_IN_USE) && e.isTransient());
  }

  @Test
  void anErrorInTheMiddleIsTheServersOwnEvenIfItGoesAway() throws IOException {
    streaming().say('d', data(START, "abc")).error("57P01", "terminating");
    WalStream stream = stream();
    stream.next(SOON);

    assertThatExceptionOfType(ServerError.class)
        .isThrownBy(() -> stream.next(SOON))
        .matches(e -> e.sqlState().equals("57P01"));
  }

  @Test
  void aServerThatShutsDownOrDiesIsNoSilence() throws IOException {
    streaming().say('C', ScriptedSocket.text("COPY 0\0"));
    WalStream stream = stream();

    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(() -> stream.next(SOON))
        .withMessageContaining("shutting down");
    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(() -> stream.next(SOON))
        .withMessageContaining("closed the connection");
  }

  @Test
  void bytesFromElsewhereAreRefused() throws IOException {
    streaming().say('d', data(START.plus(1), "abc"));
    WalStream stream = stream();

    assertThatIOException()
        .isThrownBy(() -> stream.next(SOON))
        .withMessageContainingAll("0/03000001", "0/03000000");
  }

  @Test
  void noticesAndSettingsAreOverheard() throws IOException {
    streaming().say('N', new byte[9]).say('S', new byte[4]).say('d', data(START, "abc"));

    assertThat(text(stream().next(SOON))).isEqualTo("abc");
  }

  @Test
  void lengthsThatCannotBeAreRefused() {
    assertThatIOException()
        .isThrownBy(() -> read(new byte[] {'d', 0x7F, -1, -1, -1}))
        .withMessageContaining("impossible length");
    assertThatIOException()
        .isThrownBy(() -> read(new byte[] {'d', 0, 0, 0, 3}))
        .withMessageContaining("impossible length");
  }

  private static void read(byte[] header) throws IOException {
    new Wire(new ScriptedSocket().raw(header)).read();
  }

  @Test
  void aStreamThatHasBecomeIdleNeedsLittleMemoryAlsoIfItsServerIsNeverSilent() throws IOException {
    streaming().say('d', data(START, "x".repeat(400_000)));
    for (int sign = 0; sign < 20; sign++) {
      server.say('d', keepalive(false));
    }
    WalStream stream = stream();
    assertThat(stream.next(SOON)).isInstanceOf(Data.class);
    assertThat(stream.next(SOON)).isInstanceOf(Keepalive.class);
    assertThat(server.room).isGreaterThan(300_000);
    for (int sign = 1; sign < 20; sign++) {
      assertThat(stream.next(SOON)).isInstanceOf(Keepalive.class);
    }
    assertThat(server.room).isLessThan(20_000);
  }
}
