package dev.meridian.postgres.replication;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** A server that says what it is told to say, with pauses, and keeps what it hears. */
final class ScriptedSocket extends Socket {

  private static final byte[] PAUSE = {};

  private final Deque<byte[]> script = new ArrayDeque<>();
  final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  /** How many bytes there was room for when it was read from last. */
  int room;

  /** One message of the protocol. */
  ScriptedSocket say(char type, byte[] contents) {
    script.add(message(type, contents));
    return this;
  }

  /** The same with a pause before each of its bytes that is longer than anybody waits. */
  ScriptedSocket sayHaltingly(char type, byte[] contents) {
    for (byte b : message(type, contents)) {
      pause();
      script.add(new byte[] {b});
    }
    return this;
  }

  /** Bytes that are no whole message. */
  ScriptedSocket raw(byte[] bytes) {
    script.add(bytes);
    return this;
  }

  private ScriptedSocket pause() {
    script.add(PAUSE);
    return this;
  }

  ScriptedSocket ready() {
    return say('Z', new byte[] {'I'});
  }

  ScriptedSocket error(String sqlState, String message) {
    return say('E', text("SERROR\0C" + sqlState + "\0M" + message + "\0\0"));
  }

  ScriptedSocket row(String... columns) {
    ByteBuffer row = ByteBuffer.allocate(1000).putShort((short) columns.length);
    for (String column : columns) {
      row.putInt(column.length()).put(text(column));
    }
    return say('D', Arrays.copyOf(row.array(), row.position()));
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] message(char type, byte[] contents) {
    return ByteBuffer.allocate(5 + contents.length)
        .put((byte) type)
        .putInt(4 + contents.length)
        .put(contents)
        .array();
  }

  @Override
  public InputStream getInputStream() {
    return new InputStream() {
      @Override
      public int read() {
        throw new UnsupportedOperationException();
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        room = length;
        byte[] next = script.poll();
        if (next == null) {
          return -1;
        }
        if (next == PAUSE) {
          throw new SocketTimeoutException();
        }
        int count = Math.min(length, next.length);
        System.arraycopy(next, 0, target, offset, count);
        if (count < next.length) {
          script.addFirst(Arrays.copyOfRange(next, count, next.length));
        }
        return count;
      }
    };
  }

  @Override
  public OutputStream getOutputStream() {
    return heard;
  }

  @Override
  public void setSoTimeout(int millis) {}
}
