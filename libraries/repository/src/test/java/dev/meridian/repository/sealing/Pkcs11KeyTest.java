package dev.meridian.repository.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Repository;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.StoreUnavailable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against SoftHSM, a token in software. */
@Tag("pkcs11")
class Pkcs11KeyTest extends KeyWrappingContract {

  private final List<String> labels = new ArrayList<>();

  @Override
  KeyWrapping create() {
    String label = "meridian-" + UUID.randomUUID();
    SoftHsm.generate(label);
    labels.add(label);
    return key(SoftHsm.PIN, label);
  }

  @Override
  KeyWrapping followedByAnother(KeyWrapping old) {
    create();
    return key(SoftHsm.PIN, labels.get(labels.size() - 1), labels.get(labels.size() - 2));
  }

  private static Pkcs11Key key(String pin, String... labels) {
    return new Pkcs11Key(SoftHsm.module(), 0, List.of(labels), pin::toCharArray);
  }

  @Test
  void aRepositoryIsOpenedByIt() {
    KeyWrapping key = create();
    var store = new MemoryStore();
    UUID server = UUID.randomUUID();
    Lsn start = Lsn.parse("0/1000000");
    try (var log = Repository.create(store, key).server(server).walWriter()) {
      log.append(1, start, new byte[100], List.of());
    }

    assertThat(Repository.open(store, key).server(server).wal().coverage().end(1))
        .contains(start.plus(100));
    assertThatThrownBy(() -> Repository.open(store, create())).isInstanceOf(WrongKey.class);
  }

  @Test
  void aTokenFollowsAKeyInAFile() {
    RepositoryKey file = RepositoryKey.generate();
    KeyWrapping both = create().after(file);

    assertThat(both.unwrap(file.wrap(new byte[] {7}, "purpose"), "purpose", "it"))
        .containsExactly(7);
    byte[] later = both.wrap(new byte[] {8}, "purpose");
    assertThat(both.unwrap(later, "purpose", "it")).containsExactly(8);
    assertThat(both.keyId()).startsWith("pkcs11:meridian-");
    assertThatThrownBy(() -> file.unwrap(later, "purpose", "it")).isInstanceOf(WrongKey.class);
    assertThatThrownBy(() -> both.unwrap(later, "another", "that thing"))
        .isInstanceOf(WrongKey.class)
        .hasMessageContaining("that thing")
        .hasMessageContaining("pkcs11:meridian-".substring(7));
  }

  @Test
  void aKeyThatIsNotThereIsNamed() {
    create();
    assertThatThrownBy(() -> key(SoftHsm.PIN, "nowhere").wrap(new byte[1], "purpose"))
        .isInstanceOf(WrongKey.class)
        .hasMessageContaining("labelled nowhere");
  }

  @Test
  void aMissingModuleIsNamedAndThePinIsNot() {
    var nowhere =
        new Pkcs11Key(Path.of("/nowhere/lib.so"), 0, List.of("key"), SoftHsm.PIN::toCharArray);
    assertThatThrownBy(() -> nowhere.wrap(new byte[1], "purpose"))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("/nowhere/lib.so")
        .hasMessageNotContaining(SoftHsm.PIN);
  }

  /** In a process of its own, for a token lets in a process once. */
  @Test
  void aWrongPinIsTriedOnce() throws Exception {
    create();

    assertThat(SoftHsm.inAnotherProcess(WrongPin.class, labels.getLast()))
        .contains("asked 1 times", "StoreUnavailable", "refused the PIN")
        .doesNotContain(WrongPin.PIN);
  }

  /** Uses the key of that label twice, and says what came of it. */
  static final class WrongPin {

    static final String PIN = "86420";

    private WrongPin() {}

    /** Takes the label. */
    public static void main(String[] arguments) {
      var asked = new AtomicInteger();
      var key =
          new Pkcs11Key(
              SoftHsm.module(),
              0,
              List.of(arguments[0]),
              () -> {
                asked.incrementAndGet();
                return PIN.toCharArray();
              });
      for (int attempt = 0; attempt < 2; attempt++) {
        try {
          key.wrap(new byte[1], "purpose");
        } catch (RuntimeException e) {
          e.printStackTrace(System.out);
        }
      }
      System.out.println("asked " + asked + " times");
    }
  }
}
