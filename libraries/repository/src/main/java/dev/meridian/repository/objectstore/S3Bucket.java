package dev.meridian.repository.objectstore;

import dev.meridian.repository.store.StoreUnavailable;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A bucket of S3, or of what speaks it.
 *
 * <p>Objects are created with {@code If-None-Match: *}. A call whose answer was lost is repeated by
 * the SDK and finds the object there: so each object carries, as metadata, a random mark of the
 * call that created it.
 */
final class S3Bucket implements Bucket {

  private static final Logger log = LoggerFactory.getLogger(S3Bucket.class);
  private static final String MARK = "meridian-put";
  private static final int DELETED_AT_ONCE = 1000;

  private final S3Client s3;
  private final String bucket;
  private final String location;

  /**
   * @param location for messages
   */
  S3Bucket(S3Client s3, String bucket, String location) {
    this.s3 = s3;
    this.bucket = bucket;
    this.location = location;
  }

  static S3Bucket of(Location.Bucketed place, StoreSettings settings) {
    return new S3Bucket(S3Clients.create(settings), place.bucket(), place.toString());
  }

  @Override
  public boolean put(String key, byte[] bytes, int length) {
    String mark = UUID.randomUUID().toString();
    return created(
        key,
        mark,
        () ->
            s3.putObject(
                put -> put.bucket(bucket).key(key).ifNoneMatch("*").metadata(Map.of(MARK, mark)),
                body(bytes, length)));
  }

  @Override
  public void replace(String key, byte[] bytes, int length) {
    asked(
        "replace",
        key,
        () -> s3.putObject(put -> put.bucket(bucket).key(key), body(bytes, length)));
  }

  /** Not {@code fromBytes}, which copies. */
  private static RequestBody body(byte[] bytes, int length) {
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
  }

  /** Whether the call created the object, also if a former attempt of it did. */
  private boolean created(String key, String mark, Runnable call) {
    try {
      call.run();
      return true;
    } catch (S3Exception e) {
      return switch (e.statusCode()) {
        // There already; created or deleted at this moment; the upload was completed before.
        case 412, 409, 404 ->
            mark(key).map(mark::equals).orElseThrow(() -> unavailable("write", key, e));
        default -> throw unavailable("write", key, e);
      };
    } catch (SdkException e) {
      throw unavailable("write", key, e);
    }
  }

  /** Whose object it is; empty text for one without a mark. */
  private Optional<String> mark(String key) {
    return asked(
        "look for",
        key,
        () -> {
          try {
            var head = s3.headObject(ask -> ask.bucket(bucket).key(key));
            return Optional.of(head.metadata().getOrDefault(MARK, ""));
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public Upload upload(String key, boolean replacing) {
    String mark = UUID.randomUUID().toString();
    String id =
        asked(
            "write",
            key,
            () ->
                s3.createMultipartUpload(
                        create -> create.bucket(bucket).key(key).metadata(Map.of(MARK, mark)))
                    .uploadId());
    return new Parts(key, mark, id, replacing);
  }

  @Override
  public Optional<InputStream> read(String key, long offset, long length) {
    long end = offset + length - 1;
    String range = "bytes=" + offset + "-" + (end < offset ? "" : String.valueOf(end));
    return asked(
        "read",
        key,
        () -> {
          try {
            return Optional.of(
                new S3InputStream(s3.getObject(get -> get.bucket(bucket).key(key).range(range))));
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          } catch (S3Exception e) {
            if (e.statusCode() == 416) {
              return Optional.of(InputStream.nullInputStream());
            }
            throw e;
          }
        });
  }

  @Override
  public OptionalLong size(String key) {
    return asked(
        "look for",
        key,
        () -> {
          try {
            return OptionalLong.of(
                s3.headObject(head -> head.bucket(bucket).key(key)).contentLength());
          } catch (NoSuchKeyException e) {
            return OptionalLong.empty();
          }
        });
  }

  @Override
  public Found list(String prefix, boolean deep) {
    return list(prefix, deep, null);
  }

  @Override
  public Found listAfter(String prefix, String after) {
    return list(prefix, true, after);
  }

  private Found list(String prefix, boolean deep, @Nullable String after) {
    return asked(
        "list",
        prefix,
        () -> {
          List<Found.Key> objects = new ArrayList<>();
          Set<String> folders = new TreeSet<>();
          s3.listObjectsV2Paginator(
                  list ->
                      list.bucket(bucket)
                          .prefix(prefix)
                          .delimiter(deep ? null : "/")
                          .startAfter(after))
              .forEach(
                  page -> {
                    page.contents()
                        .forEach(found -> objects.add(new Found.Key(found.key(), found.size())));
                    page.commonPrefixes().forEach(folder -> folders.add(folder.prefix()));
                  });
          return new Found(objects, folders);
        });
  }

  @Override
  public void delete(List<String> keys) {
    for (int from = 0; from < keys.size(); from += DELETED_AT_ONCE) {
      List<ObjectIdentifier> some =
          keys.subList(from, Math.min(keys.size(), from + DELETED_AT_ONCE)).stream()
              .map(key -> ObjectIdentifier.builder().key(key).build())
              .toList();
      List<S3Error> errors =
          asked(
              "delete",
              some.getFirst().key(),
              () ->
                  s3.deleteObjects(
                          delete ->
                              delete.bucket(bucket).delete(all -> all.objects(some).quiet(true)))
                      .errors());
      if (!errors.isEmpty()) {
        throw new StoreUnavailable(
            "Could not delete %s from %s: %s"
                .formatted(errors.getFirst().key(), location, errors.getFirst().code()),
            null);
      }
    }
  }

  private <T> T asked(String what, String key, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw unavailable(what, key, e);
    }
  }

  private StoreUnavailable unavailable(String what, String key, SdkException e) {
    String reason =
        e instanceof S3Exception s3 && s3.awsErrorDetails() != null
            ? s3.statusCode() + " " + s3.awsErrorDetails().errorCode()
            : String.valueOf(e.getMessage());
    return new StoreUnavailable(
        "Could not %s %s of %s: %s".formatted(what, key, location, reason), e);
  }

  /** An object in the making. */
  private final class Parts implements Upload {

    private final String key;
    private final String mark;
    private final String id;
    private final boolean replacing;
    private final List<CompletedPart> sent = Collections.synchronizedList(new ArrayList<>());

    Parts(String key, String mark, String id, boolean replacing) {
      this.key = key;
      this.mark = mark;
      this.id = id;
      this.replacing = replacing;
    }

    @Override
    public void part(int number, byte[] bytes, int length) {
      String tag =
          asked(
              "write",
              key,
              () ->
                  s3.uploadPart(
                          part -> part.bucket(bucket).key(key).uploadId(id).partNumber(number),
                          body(bytes, length))
                      .eTag());
      sent.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    }

    @Override
    public boolean complete() {
      if (!replacing) {
        return created(key, mark, () -> complete("*"));
      }
      return asked(
          "replace",
          key,
          () -> {
            complete(null);
            return true;
          });
    }

    private void complete(@Nullable String unlessThereIs) {
      List<CompletedPart> parts = new ArrayList<>(sent);
      parts.sort((one, other) -> Integer.compare(one.partNumber(), other.partNumber()));
      s3.completeMultipartUpload(
          complete ->
              complete
                  .bucket(bucket)
                  .key(key)
                  .uploadId(id)
                  .ifNoneMatch(unlessThereIs)
                  .multipartUpload(all -> all.parts(parts)));
    }

    @Override
    public void abort() {
      try {
        s3.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(id));
      } catch (NoSuchUploadException e) {
        // Completed after all, or given up before.
      } catch (SdkException e) {
        log.warn("An unfinished upload of {} stays in {}: {}", key, location, e.getMessage());
      }
    }
  }
}
