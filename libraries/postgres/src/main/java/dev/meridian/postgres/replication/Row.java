package dev.meridian.postgres.replication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One row of an answer; every value is text. */
record Row(List<Optional<String>> columns) {

  static Row read(ByteBuffer message) {
    int count = message.getShort();
    List<Optional<String>> columns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = message.getInt();
      if (length < 0) {
        columns.add(Optional.empty());
      } else {
        byte[] value = new byte[length];
        message.get(value);
        columns.add(Optional.of(new String(value, StandardCharsets.UTF_8)));
      }
    }
    return new Row(columns);
  }

  Optional<String> column(int index) {
    return index < columns.size() ? columns.get(index) : Optional.empty();
  }

  String text(int index) throws IOException {
    return column(index)
        .orElseThrow(() -> new IOException("The server's answer lacks column " + (index + 1)));
  }
}
