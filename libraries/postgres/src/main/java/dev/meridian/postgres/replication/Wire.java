package dev.meridian.postgres.replication;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's frontend/backend protocol, version 3, message by message: "Message Formats" in
 * PostgreSQL's manual. One thread reads; any thread may send.
 */
final class Wire {

  static final char COPY_BOTH = 'W';
  static final char COPY_DATA = 'd';
  static final char COPY_IN = 'G';
  static final char COPY_DONE = 'c';
  static final char COPY_OUT = 'H';
  static final char COMMAND_COMPLETE = 'C';
  static final char DATA_ROW = 'D';
  static final char READY = 'Z';
  static final char ROW_DESCRIPTION = 'T';

  /** Many connections are idle, and there may be many. */
  private static final int IDLE_BYTES = 16 << 10;

  private static final int BUSY_BYTES = 512 << 10;

  /**
   * After so many reads in a row that bring no more than signs of life, nothing much is awaited.
   */
  private static final int READS_OF_LITTLE = 8;

  private static final int LITTLE = 1 << 10;

  private static final char ERROR = 'E';
  private static final char NOTICE = 'N';
  private static final char PARAMETER_STATUS = 'S';
  private static final char QUERY = 'Q';
  private static final char TERMINATE = 'X';

  private static final int HEADER = 5;
  private static final int LARGEST_COPY = 64 << 10;
  private static final int LARGEST_MESSAGE = 64 << 20;
  private static final Duration FOR_EVER = Duration.ofDays(24);
  private static final Duration AFTER_ERROR = Duration.ofSeconds(5);

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final ReentrantLock sending = new ReentrantLock();

  private byte[] buffer = new byte[IDLE_BYTES];
  private int from;
  private int to;
  private int readsOfLittle;
  private char type;
  private ByteBuffer body = ByteBuffer.allocate(0);

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /** The type of the message read last. */
  char type() {
    return type;
  }

  /** The contents of the message read last, valid until the next one is read. */
  ByteBuffer body() {
    return body;
  }

  void query(String command) throws IOException {
    byte[] text = (command + '\0').getBytes(StandardCharsets.UTF_8);
    send(QUERY, text);
  }

  void copyDone() throws IOException {
    send(COPY_DONE, new byte[0]);
  }

  /** Sends one message. */
  void send(char kind, byte[] contents) throws IOException {
    byte[] message =
        ByteBuffer.allocate(HEADER + contents.length)
            .put((byte) kind)
            .putInt(Integer.BYTES + contents.length)
            .put(contents)
            .array();
    sending.lock();
    try {
      out.write(message);
      out.flush();
    } finally {
      sending.unlock();
    }
  }

  /** Where the bytes of a copy to the server go. */
  OutputStream copyInput() {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int from = 0; from < length; from += LARGEST_COPY) {
          int count = Math.min(LARGEST_COPY, length - from);
          send(COPY_DATA, Arrays.copyOfRange(bytes, offset + from, offset + from + count));
        }
      }
    };
  }

  /** Says goodbye unless somebody is just saying something else. */
  void terminate() {
    if (sending.tryLock()) {
      try {
        send(TERMINATE, new byte[0]);
      } catch (IOException e) {
        // The other side is gone already, which is what was wanted.
      } finally {
        sending.unlock();
      }
    }
  }

  /**
   * Waits for the next message.
   *
   * @throws ServerError when it is an error, after the server is ready again or has gone
   */
  char read() throws IOException {
    while (!read(FOR_EVER)) {
      // Silence is no error here: TCP tells when the server is gone.
    }
    return type;
  }

  /**
   * As {@link #read()}, from a server that has something to say all the time.
   *
   * @param most how long it may be silent
   * @throws IOException also when it is silent for longer
   */
  char readWithin(Duration most) throws IOException {
    if (!read(most)) {
      throw new IOException("The server has sent nothing for %d s".formatted(most.toSeconds()));
    }
    return type;
  }

  /**
   * Waits for the next message as long as {@code most}; whether one came. A message that has come
   * in part stays, and is completed by later calls.
   *
   * @throws ServerError when it is an error, after the server is ready again or has gone
   */
  boolean read(Duration most) throws IOException {
    if (!take(most)) {
      return false;
    }
    if (type != ERROR) {
      return true;
    }
    ServerError error = error(body);
    try {
      while (take(AFTER_ERROR) && type != READY) {
        // What is left of the failed command means nothing.
      }
    } catch (IOException e) {
      error.addSuppressed(e);
    }
    throw error;
  }

  /** Whether something of a next message is here already. */
  boolean hasMore() throws IOException {
    return to > from || in.available() > 0;
  }

  private boolean take(Duration most) throws IOException {
    long deadline = System.nanoTime() + most.toNanos();
    do {
      int length = lengthOfNext();
      while (length < 0 || to - from < length) {
        makeRoom(Math.max(length, HEADER));
        if (!fill(deadline)) {
          return false;
        }
        length = lengthOfNext();
      }
      type = (char) (buffer[from] & 0xFF);
      body = ByteBuffer.wrap(buffer, from + HEADER, length - HEADER).slice();
      from += length;
    } while (type == NOTICE || type == PARAMETER_STATUS);
    return true;
  }

  /** The length of the next message in the buffer with its header; negative if still unknown. */
  private int lengthOfNext() throws IOException {
    if (to - from < HEADER) {
      return -1;
    }
    int length = ByteBuffer.wrap(buffer, from + 1, Integer.BYTES).getInt() + 1;
    if (length < HEADER || length > LARGEST_MESSAGE) {
      throw new IOException("The server sent a message of an impossible length: " + length);
    }
    return length;
  }

  private void makeRoom(int length) {
    if (from == to) {
      from = 0;
      to = 0;
      if (buffer.length > IDLE_BYTES && readsOfLittle >= READS_OF_LITTLE) {
        buffer = new byte[IDLE_BYTES];
      }
    }
    if (buffer.length - from < length) {
      byte[] target =
          length > buffer.length ? new byte[Math.max(length, 2 * buffer.length)] : buffer;
      System.arraycopy(buffer, from, target, 0, to - from);
      to -= from;
      from = 0;
      buffer = target;
    }
  }

  private boolean fill(long deadline) throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    socket.setSoTimeout((int) Math.clamp(left, 1, Integer.MAX_VALUE));
    try {
      int count = in.read(buffer, to, buffer.length - to);
      if (count < 0) {
        throw new EOFException("The server closed the connection");
      }
      to += count;
      readsOfLittle = count < LITTLE ? readsOfLittle + 1 : 0;
      if (to == buffer.length && buffer.length < BUSY_BYTES) {
        // More is waiting: it shall come in fewer reads.
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      }
      return true;
    } catch (SocketTimeoutException e) {
      readsOfLittle = READS_OF_LITTLE;
      return false;
    }
  }

  /** Reads one result set: its rows. */
  List<Row> resultSet() throws IOException {
    expect(ROW_DESCRIPTION);
    return restOfResultSet();
  }

  /** Reads what follows the description of a result set: its rows. */
  List<Row> restOfResultSet() throws IOException {
    List<Row> rows = new ArrayList<>();
    while (read() == DATA_ROW) {
      rows.add(Row.read(body));
    }
    require(COMMAND_COMPLETE);
    return rows;
  }

  /** Sends a command and reads its answer: the rows of its result set, if it has one. */
  List<Row> ask(String command) throws IOException {
    query(command);
    List<Row> rows = new ArrayList<>();
    while (read() != READY) {
      if (type == DATA_ROW) {
        rows.add(Row.read(body));
      } else if (type != ROW_DESCRIPTION && type != COMMAND_COMPLETE) {
        throw unexpected();
      }
    }
    return rows;
  }

  void expect(char kind) throws IOException {
    read();
    require(kind);
  }

  /** Reads on until the server is ready for the next command. */
  void expectReady() throws IOException {
    while (read() != READY) {
      require(COMMAND_COMPLETE);
    }
  }

  private void require(char kind) throws IOException {
    if (type != kind) {
      throw unexpected();
    }
  }

  IOException unexpected() {
    return new IOException("The server sent a message that does not belong here: " + type);
  }

  private static ServerError error(ByteBuffer fields) {
    String sqlState = "XX000";
    String message = "";
    @Nullable String detail = null;
    byte field = fields.get();
    while (field != 0) {
      String value = string(fields);
      switch (field) {
        case 'C' -> sqlState = value;
        case 'M' -> message = value;
        case 'D' -> detail = value;
        default -> {}
      }
      field = fields.get();
    }
    return new ServerError(sqlState, detail == null ? message : message + ": " + detail, null);
  }

  /** Reads text up to the next zero byte. */
  static String string(ByteBuffer bytes) {
    byte[] text = new byte[bytes.remaining()];
    int length = 0;
    byte next = bytes.get();
    while (next != 0) {
      text[length++] = next;
      next = bytes.get();
    }
    return new String(Arrays.copyOf(text, length), StandardCharsets.UTF_8);
  }
}
