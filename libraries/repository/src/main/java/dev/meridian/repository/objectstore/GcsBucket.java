package dev.meridian.repository.objectstore;

import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.HttpResponseException;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.StorageObject;
import dev.meridian.repository.store.StoreUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of Google Cloud Storage.
 *
 * <p>Objects are created with {@code ifGenerationMatch=0}, which is the generation of what isn't
 * there, and carry the mark of the call that created them, as S3's do.
 */
final class GcsBucket implements Bucket {

  static final String MARK = "meridian-put";
  private static final String TYPE = "application/octet-stream";
  private static final int DELETED_AT_ONCE = 16;

  private final Storage storage;
  private final String bucket;
  private final String location;
  private final Attempts attempts;
  private final @Nullable Long pageSize;

  /**
   * @param location for messages
   * @param pageSize how many objects a listing gets with a call; null for the service's own
   */
  GcsBucket(
      Storage storage,
      String bucket,
      String location,
      StoreSettings settings,
      @Nullable Long pageSize) {
    this.storage = storage;
    this.bucket = bucket;
    this.location = location;
    this.attempts = new Attempts(settings.attempt(), GcsBucket::isWorthAnotherAttempt);
    this.pageSize = pageSize;
  }

  static GcsBucket of(Location.Bucketed place, StoreSettings settings) {
    return new GcsBucket(
        GcsClients.create(settings), place.bucket(), place.toString(), settings, null);
  }

  @Override
  public boolean put(String key, byte[] bytes, int length) {
    String mark = UUID.randomUUID().toString();
    try {
      return attempts.of(() -> insert(key, bytes, length, mark, 0L));
    } catch (HttpResponseException e) {
      if (e.getStatusCode() == 412) {
        return hasMark(key, mark, e);
      }
      throw unavailable("write", key, e);
    } catch (IOException e) {
      throw unavailable("write", key, e);
    }
  }

  @Override
  public void replace(String key, byte[] bytes, int length) {
    String mark = UUID.randomUUID().toString();
    asked("replace", key, () -> insert(key, bytes, length, mark, null));
  }

  private boolean insert(
      String key, byte[] bytes, int length, String mark, @Nullable Long generation)
      throws IOException {
    var object = new StorageObject().setName(key).setMetadata(Map.of(MARK, mark));
    var insert =
        storage
            .objects()
            .insert(bucket, object, new ByteArrayContent(TYPE, bytes, 0, length))
            .setIfGenerationMatch(generation)
            .setFields("generation");
    insert.setDisableGZipContent(true);
    insert.getMediaHttpUploader().setDirectUploadEnabled(true);
    insert.execute();
    return true;
  }

  /** Whether the object that is there is that of the call with this mark. */
  boolean hasMark(String key, String mark, IOException refusal) {
    return asked("look for", key, () -> get(key, "metadata"))
        .map(found -> found.getMetadata() != null && mark.equals(found.getMetadata().get(MARK)))
        .orElseThrow(() -> unavailable("write", key, refusal));
  }

  private Optional<StorageObject> get(String key, String fields) throws IOException {
    try {
      return Optional.of(storage.objects().get(bucket, key).setFields(fields).execute());
    } catch (HttpResponseException e) {
      if (e.getStatusCode() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Upload upload(String key, boolean replacing) {
    return new GcsUpload(this, storage, bucket, key, replacing, attempts);
  }

  @Override
  public Optional<InputStream> read(String key, long offset, long length) {
    long end = offset + length - 1;
    String range = "bytes=" + offset + "-" + (end < offset ? "" : String.valueOf(end));
    return asked("read", key, () -> open(key, range));
  }

  private Optional<InputStream> open(String key, String range) throws IOException {
    var get = storage.objects().get(bucket, key);
    get.getRequestHeaders().setRange(range).setAcceptEncoding("identity");
    try {
      return Optional.of(get.executeMediaAsInputStream());
    } catch (HttpResponseException e) {
      return switch (e.getStatusCode()) {
        case 404 -> Optional.empty();
        case 416 -> Optional.of(InputStream.nullInputStream());
        default -> throw e;
      };
    }
  }

  @Override
  public OptionalLong size(String key) {
    return asked("look for", key, () -> get(key, "size"))
        .map(found -> OptionalLong.of(found.getSize().longValueExact()))
        .orElse(OptionalLong.empty());
  }

  @Override
  public Found list(String prefix, boolean deep) {
    return list(prefix, deep, null);
  }

  /** With what has just that key, if there is anything. */
  @Override
  public Found listAfter(String prefix, String after) {
    return list(prefix, true, after);
  }

  private Found list(String prefix, boolean deep, @Nullable String after) {
    List<Found.Key> objects = new ArrayList<>();
    Set<String> folders = new TreeSet<>();
    String next = null;
    do {
      Objects page = page(prefix, deep, after, next);
      if (page.getItems() != null) {
        page.getItems()
            .forEach(
                found ->
                    objects.add(new Found.Key(found.getName(), found.getSize().longValueExact())));
      }
      if (page.getPrefixes() != null) {
        folders.addAll(page.getPrefixes());
      }
      next = page.getNextPageToken();
    } while (next != null);
    return new Found(objects, folders);
  }

  private Objects page(String prefix, boolean deep, @Nullable String after, @Nullable String from) {
    return asked(
        "list",
        prefix,
        () ->
            storage
                .objects()
                .list(bucket)
                .setPrefix(prefix)
                .setDelimiter(deep ? null : "/")
                .setStartOffset(after)
                .setMaxResults(pageSize)
                .setPageToken(from)
                .setFields("nextPageToken,prefixes,items(name,size)")
                .execute());
  }

  /** The service knows no call for many, but takes many calls at once. */
  @Override
  public void delete(List<String> keys) {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(DELETED_AT_ONCE, Thread.ofVirtual().factory())) {
      List<Future<?>> all = new ArrayList<>();
      for (String key : keys) {
        all.add(threads.submit(() -> asked("delete", key, () -> deleteOne(key))));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof StoreUnavailable unavailable
          ? unavailable
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("Deleting from " + location + " was interrupted", e);
    }
  }

  private boolean deleteOne(String key) throws IOException {
    try {
      storage.objects().delete(bucket, key).execute();
      return true;
    } catch (HttpResponseException e) {
      if (e.getStatusCode() == 404) {
        return false;
      }
      throw e;
    }
  }

  private static boolean isWorthAnotherAttempt(Exception e) {
    return switch (e) {
      case HttpResponseException answer ->
          answer.getStatusCode() == 408
              || answer.getStatusCode() == 429
              || answer.getStatusCode() >= 500;
      case IOException broken -> true;
      default -> false;
    };
  }

  <T> T asked(String what, String key, Attempts.Call<T, IOException> call) {
    try {
      return attempts.of(call);
    } catch (IOException e) {
      throw unavailable(what, key, e);
    }
  }

  StoreUnavailable unavailable(String what, String key, IOException e) {
    String reason =
        e instanceof HttpResponseException answer
            ? answer.getStatusCode() + " " + answer.getStatusMessage()
            : String.valueOf(e.getMessage());
    return new StoreUnavailable(
        "Could not %s %s of %s: %s".formatted(what, key, location, reason), e);
  }
}
