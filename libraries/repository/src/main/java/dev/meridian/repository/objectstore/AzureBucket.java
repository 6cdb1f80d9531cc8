package dev.meridian.repository.objectstore;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.rest.PagedIterable;
import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.batch.BlobBatchClient;
import com.azure.storage.blob.batch.BlobBatchClientBuilder;
import com.azure.storage.blob.batch.BlobBatchStorageException;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import dev.meridian.repository.store.StoreUnavailable;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A container of Azure Blob.
 *
 * <p>Objects are block blobs, created with {@code If-None-Match: *}, and carry the mark of the call
 * that created them, as S3's do.
 */
final class AzureBucket implements Bucket {

  /** Azure's metadata have names as C# has: without a hyphen. */
  static final String MARK = "meridian_put";

  private static final int DELETED_AT_ONCE = 256;

  private final BlobContainerClient container;
  private final BlobBatchClient batches;
  private final String location;
  private final Duration limit;
  private final Attempts attempts;
  private final @Nullable Integer pageSize;

  /**
   * @param location for messages
   * @param limit how long one attempt of a call may take
   * @param pageSize how many objects a listing gets with a call; null for the service's own
   */
  AzureBucket(
      BlobContainerClient container, String location, Duration limit, @Nullable Integer pageSize) {
    this.container = container;
    this.batches = new BlobBatchClientBuilder(container).buildClient();
    this.location = location;
    this.limit = limit;
    this.attempts = new Attempts(limit, AzureBucket::isWorthAnotherAttempt);
    this.pageSize = pageSize;
  }

  static AzureBucket of(Location.Bucketed place, StoreSettings settings) {
    return new AzureBucket(
        AzureClients.create(place, settings, System.getenv()),
        place.toString(),
        settings.attempt(),
        null);
  }

  @Override
  public boolean put(String key, byte[] bytes, int length) {
    String mark = UUID.randomUUID().toString();
    return created(
        key,
        mark,
        () -> upload(key, bytes, length, mark, unlessThereIs()),
        e -> putAsBlock(key, bytes, length));
  }

  /**
   * Blocks that somebody has sent and given up, or not made an object yet, can count as an object
   * that is there: Azurite takes them for one here, and the service doesn't say. A list of blocks
   * is refused for an object only.
   */
  private boolean putAsBlock(String key, byte[] bytes, int length) {
    Upload alone = upload(key, false);
    // The service refuses an empty block, and makes an empty object of no blocks.
    if (length > 0) {
      alone.part(1, bytes, length);
    }
    return alone.complete();
  }

  @Override
  public void replace(String key, byte[] bytes, int length) {
    asked("replace", key, () -> upload(key, bytes, length, UUID.randomUUID().toString(), null));
  }

  private boolean upload(
      String key,
      byte[] bytes,
      int length,
      String mark,
      @Nullable BlobRequestConditions conditions) {
    var options =
        new BlockBlobSimpleUploadOptions(body(bytes, length))
            .setMetadata(Map.of(MARK, mark))
            .setRequestConditions(conditions);
    blob(key).uploadWithResponse(options, limit, Context.NONE);
    return true;
  }

  static BinaryData body(byte[] bytes, int length) {
    return BinaryData.fromByteBuffer(ByteBuffer.wrap(bytes, 0, length));
  }

  static BlobRequestConditions unlessThereIs() {
    return new BlobRequestConditions().setIfNoneMatch("*");
  }

  BlockBlobClient blob(String key) {
    return container.getBlobClient(key).getBlockBlobClient();
  }

  /**
   * Whether the call created the object, also if a former attempt of it did.
   *
   * @param otherwise says so instead when the call was refused although there is no object
   */
  boolean created(
      String key, String mark, Supplier<Boolean> call, Predicate<StoreUnavailable> otherwise) {
    try {
      return attempts.of(call::get);
    } catch (BlobStorageException e) {
      // There already; or the blocks are gone, for somebody's were made an object.
      if (is(e, 409, 412)
          || BlobErrorCode.INVALID_BLOCK_LIST.equals(e.getErrorCode())
          || BlobErrorCode.INVALID_BLOB_OR_BLOCK.equals(e.getErrorCode())) {
        return mark(key)
            .map(mark::equals)
            .orElseGet(() -> otherwise.test(unavailable("write", key, e)));
      }
      throw unavailable("write", key, e);
    } catch (RuntimeException e) {
      throw unavailable("write", key, e);
    }
  }

  /** Whose object it is; empty text for one without a mark. */
  private Optional<String> mark(String key) {
    return found(
        "look for",
        key,
        () ->
            blob(key)
                .getPropertiesWithResponse(null, limit, Context.NONE)
                .getValue()
                .getMetadata()
                .getOrDefault(MARK, ""));
  }

  /** How long one attempt of a call may take. */
  Duration limit() {
    return limit;
  }

  @Override
  public Upload upload(String key, boolean replacing) {
    return new AzureUpload(this, key, replacing);
  }

  @Override
  public Optional<InputStream> read(String key, long offset, long length) {
    return AzureInputStream.open(this, key, offset, length).map(in -> in);
  }

  /**
   * Bytes of an object, fewer where it ends; empty when there is no such object.
   *
   * @param count not more than fits into memory
   */
  Optional<byte[]> range(String key, long offset, long count) {
    return found(
        "read",
        key,
        () -> {
          try {
            return blob(key)
                .downloadContentWithResponse(
                    null, null, new BlobRange(offset, count), false, limit, Context.NONE)
                .getValue()
                .toBytes();
          } catch (BlobStorageException e) {
            if (is(e, 416)) {
              return new byte[0];
            }
            throw e;
          }
        });
  }

  @Override
  public OptionalLong size(String key) {
    return found(
            "look for",
            key,
            () ->
                blob(key)
                    .getPropertiesWithResponse(null, limit, Context.NONE)
                    .getValue()
                    .getBlobSize())
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  @Override
  public Found list(String prefix, boolean deep) {
    List<Found.Key> objects = new ArrayList<>();
    Set<String> folders = new TreeSet<>();
    String next = null;
    do {
      PagedResponse<BlobItem> page = page(prefix, deep, next);
      for (BlobItem item : page.getValue()) {
        if (Boolean.TRUE.equals(item.isPrefix())) {
          folders.add(item.getName());
        } else {
          objects.add(new Found.Key(item.getName(), item.getProperties().getContentLength()));
        }
      }
      next = page.getContinuationToken();
    } while (next != null && !next.isEmpty());
    return new Found(objects, folders);
  }

  private PagedResponse<BlobItem> page(String prefix, boolean deep, @Nullable String from) {
    var options = new ListBlobsOptions().setPrefix(prefix).setMaxResultsPerPage(pageSize);
    return asked(
        "list",
        prefix,
        () -> {
          PagedIterable<BlobItem> all =
              deep
                  ? container.listBlobs(options, limit)
                  : container.listBlobsByHierarchy("/", options, limit);
          return all.iterableByPage(from).iterator().next();
        });
  }

  @Override
  public void delete(List<String> keys) {
    for (int from = 0; from < keys.size(); from += DELETED_AT_ONCE) {
      List<String> some = keys.subList(from, Math.min(keys.size(), from + DELETED_AT_ONCE));
      asked(
          "delete",
          some.getFirst(),
          () -> {
            deleteSome(some);
            return true;
          });
    }
  }

  private void deleteSome(List<String> keys) {
    List<String> urls = keys.stream().map(key -> blob(key).getBlobUrl()).toList();
    try {
      batches
          .deleteBlobs(urls, DeleteSnapshotsOptionType.INCLUDE, limit, Context.NONE)
          .forEach(answer -> {});
    } catch (BlobBatchStorageException e) {
      StreamSupport.stream(e.getBatchExceptions().spliterator(), false)
          .filter(each -> !isMissing(each))
          .findFirst()
          .ifPresent(
              each -> {
                throw each;
              });
    }
  }

  private static boolean is(BlobStorageException e, int... codes) {
    for (int code : codes) {
      if (e.getStatusCode() == code) {
        return true;
      }
    }
    return false;
  }

  /** Not when the container is. */
  private static boolean isMissing(BlobStorageException e) {
    return is(e, 404) && !BlobErrorCode.CONTAINER_NOT_FOUND.equals(e.getErrorCode());
  }

  private <T> Optional<T> found(String what, String key, Supplier<T> call) {
    return asked(
        what,
        key,
        () -> {
          try {
            return Optional.of(call.get());
          } catch (BlobStorageException e) {
            if (isMissing(e)) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  <T> T asked(String what, String key, Supplier<T> call) {
    try {
      return attempts.of(call::get);
    } catch (RuntimeException e) {
      throw unavailable(what, key, e);
    }
  }

  /** What isn't the service's answer is a connection that broke or was too slow. */
  private static boolean isWorthAnotherAttempt(Exception e) {
    return switch (e) {
      case BlobStorageException answer -> is(answer, 408, 429) || answer.getStatusCode() >= 500;
      case ClientAuthenticationException none -> false;
      default -> true;
    };
  }

  /** The library throws a dozen kinds, of its own and of those below it. */
  private StoreUnavailable unavailable(String what, String key, RuntimeException e) {
    String reason =
        switch (e) {
          case BlobStorageException answer -> answer.getStatusCode() + " " + answer.getErrorCode();
          case ClientAuthenticationException none ->
              "no identity is to be had here; set AZURE_STORAGE_KEY or AZURE_CLIENT_ID and the like";
          default -> e.getClass().getSimpleName();
        };
    return new StoreUnavailable(
        "Could not %s %s of %s: %s".formatted(what, key, location, reason), e);
  }
}
