package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.RestorePoint;
import dev.meridian.repository.sealing.ChunkReader;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoredObject;
import dev.meridian.repository.work.AtOnce;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The restore points of a server's log, an object each, as docs/repository-format.md has them. */
final class NamedPoints {

  private static final byte VERSION = 1;

  private final Store store;
  private final Supplier<Sealing> sealing;
  private final WalNames names;

  NamedPoints(Store store, Supplier<Sealing> sealing, WalNames names) {
    this.store = store;
    this.sealing = sealing;
    this.names = names;
  }

  void put(int timeline, RestorePoint point) {
    String name = names.point(timeline, point.end());
    SealedObject object = sealing.get().create(name, ObjectKind.RESTORE_POINT);
    byte[] sealed = object.seal(0, true, bytes(point));
    store.putIfAbsent(
        name,
        sink -> {
          sink.write(object.preamble());
          sink.write(sealed);
        });
  }

  /** All of them, by where they lie. */
  List<NamedPoint> all() {
    return AtOnce.ask(places().toList(), this::read).stream()
        .flatMap(Optional::stream)
        .sorted(
            Comparator.comparing((NamedPoint named) -> named.point().end())
                .thenComparing(NamedPoint::timeline))
        .toList();
  }

  /** The names of the objects of those that lie before a position. */
  List<String> before(Lsn position) {
    return places()
        .filter(place -> place.end().isBefore(position))
        .map(place -> names.point(place.timeline(), place.end()))
        .toList();
  }

  /** The names of the objects of all others. */
  List<String> from(Lsn position) {
    return places()
        .filter(place -> !place.end().isBefore(position))
        .map(place -> names.point(place.timeline(), place.end()))
        .toList();
  }

  private Stream<WalNames.PointPlace> places() {
    return store.list(names.points()).objects().stream()
        .map(StoredObject::lastPart)
        .map(WalNames::pointPlace)
        .flatMap(Optional::stream);
  }

  private Optional<NamedPoint> read(WalNames.PointPlace place) {
    String name = names.point(place.timeline(), place.end());
    try (var chunks =
        ChunkReader.of(
            sealing.get(), name, ObjectKind.RESTORE_POINT, store.read(name, 0, Long.MAX_VALUE))) {
      return Optional.of(new NamedPoint(place.timeline(), parse(chunks.next().content(), place)));
    } catch (MissingObject e) {
      return Optional.empty();
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw new DamagedObject(name, "it is no restore point", e);
    }
  }

  private static byte[] bytes(RestorePoint point) {
    byte[] name = point.name().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + 2 * Long.BYTES + name.length)
        .put(VERSION)
        .putLong(EndFormat.micros(point.at()))
        .putLong(point.start().position())
        .put(name)
        .array();
  }

  private static RestorePoint parse(byte[] bytes, WalNames.PointPlace place) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.get() != VERSION) {
      throw new IllegalArgumentException("Another version: " + bytes[0]);
    }
    Instant at = Instant.EPOCH.plus(in.getLong(), ChronoUnit.MICROS);
    Lsn start = new Lsn(in.getLong());
    String name = new String(bytes, in.position(), in.remaining(), StandardCharsets.UTF_8);
    return new RestorePoint(name, at, start, place.end());
  }
}
