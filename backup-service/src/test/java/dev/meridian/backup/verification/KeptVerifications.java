package dev.meridian.backup.verification;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Rows in memory, for as much of the table as is used. */
final class KeptVerifications {

  private final Map<UUID, Verification> rows = new ConcurrentHashMap<>();
  private final AtomicBoolean fails = new AtomicBoolean();

  /** The next row that is looked for can't be. */
  void failOnce() {
    fails.set(true);
  }

  private Optional<Verification> find(UUID server) {
    if (fails.getAndSet(false)) {
      throw new IllegalStateException("The database is away");
    }
    return Optional.ofNullable(rows.get(server));
  }

  Verification row(UUID server) {
    return rows.get(server);
  }

  Verifications table() {
    return (Verifications)
        Proxy.newProxyInstance(
            Verifications.class.getClassLoader(),
            new Class<?>[] {Verifications.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "findById" -> find((UUID) arguments[0]);
                  case "findAll" -> List.copyOf(rows.values());
                  case "existsById" -> rows.containsKey((UUID) arguments[0]);
                  case "save" -> put((Verification) arguments[0], false);
                  case "update" -> put((Verification) arguments[0], true);
                  case "deleteById" -> {
                    rows.remove((UUID) arguments[0]);
                    yield null;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private Verification put(Verification row, boolean isThere) {
    if (rows.containsKey(row.serverId()) != isThere) {
      throw new IllegalStateException("Wrong statement for " + row);
    }
    rows.put(row.serverId(), row);
    return row;
  }
}
