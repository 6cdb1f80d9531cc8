package dev.meridian.postgres.replication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.meridian.postgres.Lsn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaseBackupTest {

  private static final byte[] NO_COLUMNS = new byte[2];

  private final ScriptedSocket server = new ScriptedSocket();
  private final List<String> content = new ArrayList<>();

  private BaseBackupResult run() throws IOException {
    return new BaseBackup(new Wire(server), new Content()).run(BaseBackupOptions.of("backup"));
  }

  /** All that comes before the files. */
  private void start() {
    server.sayHaltingly('T', NO_COLUMNS).row("0/2000028", "1").say('C', NO_COLUMNS);
    server.say('T', NO_COLUMNS).row().say('C', NO_COLUMNS);
    server.say('H', new byte[3]);
  }

  private static byte[] data(String bytes) {
    return ScriptedSocket.text("d" + bytes);
  }

  @Test
  void aCheckpointMayTakeItsTimeBeforeTheFilesCome() throws IOException {
    start();
    server.say('d', data("abc")).say('d', data("de")).say('c', new byte[0]);
    server.say('T', NO_COLUMNS).row("0/2000100", "1").say('C', NO_COLUMNS);
    server.say('C', NO_COLUMNS).ready();

    assertThat(run().end()).isEqualTo(Lsn.parse("0/2000100"));
    assertThat(content).containsExactly("abc", "de");
  }

  @Test
  void aServerThatFallsSilentAmongItsFilesIsGivenUp() {
    start();
    server.say('d', data("abc")).sayHaltingly('d', data("de"));

    assertThatIOException()
        .isThrownBy(this::run)
        .withMessage("The server has sent nothing for 300 s");
    assertThat(content).containsExactly("abc");
  }

  /** Keeps what files consist of. */
  private final class Content implements BaseBackupVisitor {

    @Override
    public void started(Lsn start, int timeline, List<BackupTablespace> tablespaces) {}

    @Override
    public void archive(String name, String location) {}

    @Override
    public void content(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      content.add(new String(copy, UTF_8));
    }

    @Override
    public void manifest(ByteBuffer json) {}
  }
}
