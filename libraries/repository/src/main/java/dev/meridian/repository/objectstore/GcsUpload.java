package dev.meridian.repository.objectstore;

import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpContent;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.json.JsonHttpContent;
import com.google.api.services.storage.Storage;
import dev.meridian.repository.store.StoreUnavailable;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object in the making by a resumable upload of Google Cloud Storage: one session takes the
 * parts in their order, says how far it has come when asked, and goes by itself after a week. Its
 * URL is as good as a credential, and is in no message.
 *
 * @see <a href="https://cloud.google.com/storage/docs/performing-resumable-uploads">Google's
 *     description</a>
 */
final class GcsUpload implements Bucket.Upload {

  private static final String TYPE = "application/octet-stream";
  private static final Pattern RANGE = Pattern.compile("bytes=0-(\\d+)");

  private enum State {
    OPEN,
    CREATED,
    /** There is an object of that key. */
    REFUSED
  }

  private final GcsBucket bucket;
  private final Storage storage;
  private final String bucketName;
  private final String key;
  private final boolean replacing;
  private final Attempts attempts;
  private final String mark = UUID.randomUUID().toString();

  private State state = State.OPEN;
  private @Nullable String session;
  private int partsDone;
  private @Nullable RuntimeException failure;

  /** How many bytes the service has. */
  private long position;

  /** Whether a call may have got further than its answer. */
  private boolean unsure;

  /** The last part, where it is shorter than the others. */
  private byte[] rest = new byte[0];

  private int restLength;

  GcsUpload(
      GcsBucket bucket,
      Storage storage,
      String bucketName,
      String key,
      boolean replacing,
      Attempts attempts) {
    this.bucket = bucket;
    this.storage = storage;
    this.bucketName = bucketName;
    this.key = key;
    this.replacing = replacing;
    this.attempts = attempts;
  }

  @Override
  public synchronized void part(int number, byte[] bytes, int length) {
    try {
      awaitTurn(number);
      if (length < BucketStore.PART_BYTES) {
        rest = bytes;
        restLength = length;
      } else if (state == State.OPEN) {
        send(bytes, length, null);
      }
      partsDone++;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(new StoreUnavailable("Writing " + key + " was interrupted", e));
    } catch (IOException e) {
      throw failed(bucket.unavailable("write", key, e));
    } catch (RuntimeException e) {
      throw failed(e);
    } finally {
      notifyAll();
    }
  }

  private void awaitTurn(int number) throws InterruptedException {
    while (partsDone < number - 1 && failure == null) {
      wait();
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** The first failure is that of all. */
  private RuntimeException failed(RuntimeException e) {
    if (failure == null) {
      failure = e;
    }
    return failure;
  }

  @Override
  public synchronized boolean complete() {
    try {
      if (state == State.OPEN) {
        send(rest, restLength, position + restLength);
      }
    } catch (HttpResponseException e) {
      if (e.getStatusCode() == 404 || e.getStatusCode() == 410) {
        return bucket.hasMark(key, mark, e);
      }
      throw bucket.unavailable("write", key, e);
    } catch (IOException e) {
      throw bucket.unavailable("write", key, e);
    }
    return state == State.CREATED;
  }

  /**
   * Sends bytes from {@link #position} on, however often that takes.
   *
   * @param total the object's size, if these are its last bytes
   */
  private void send(byte[] bytes, int length, @Nullable Long total) throws IOException {
    long from = position;
    long end = from + length;
    attempts.of(
        () -> {
          if (session == null) {
            begin();
          }
          if (unsure) {
            take(put(bytes, 0, 0, "bytes */" + (total == null ? "*" : total)));
          }
          while (state == State.OPEN && (position < end || total != null)) {
            step(bytes, from, end, total);
          }
          unsure = false;
          return state;
        });
  }

  private void step(byte[] bytes, long from, long end, @Nullable Long total) throws IOException {
    long before = position;
    if (before < from) {
      throw new IOException("The service has lost a part");
    }
    String range =
        "bytes %s/%s"
            .formatted(before == end ? "*" : before + "-" + (end - 1), total == null ? "*" : total);
    unsure = true;
    take(put(bytes, (int) (before - from), (int) (end - before), range));
    if (state == State.OPEN && position == before) {
      throw new IOException("The service takes no more");
    }
  }

  private void begin() throws IOException {
    GenericUrl url = new GenericUrl(storage.getRootUrl());
    url.appendRawPath("upload/" + storage.getServicePath() + "b/" + bucketName + "/o");
    url.set("uploadType", "resumable");
    url.set("name", key);
    if (!replacing) {
      url.set("ifGenerationMatch", 0);
    }
    HttpContent description =
        new JsonHttpContent(
            storage.getJsonFactory(), Map.of("metadata", Map.of(GcsBucket.MARK, mark)));
    HttpRequest request = storage.getRequestFactory().buildPostRequest(url, description);
    request.getHeaders().set("X-Upload-Content-Type", TYPE);
    HttpResponse answer = request.setThrowExceptionOnExecuteError(false).execute();
    if (answer.getStatusCode() == 200) {
      session = answer.getHeaders().getLocation();
      answer.ignore();
    } else {
      take(answer);
    }
  }

  private HttpResponse put(byte[] bytes, int offset, int length, String range) throws IOException {
    GenericUrl url = new GenericUrl(String.valueOf(session), true);
    HttpRequest request =
        storage
            .getRequestFactory()
            .buildPutRequest(url, new ByteArrayContent(TYPE, bytes, offset, length));
    request.getHeaders().setContentRange(range);
    return request.setFollowRedirects(false).setThrowExceptionOnExecuteError(false).execute();
  }

  private void take(HttpResponse answer) throws IOException {
    try {
      switch (answer.getStatusCode()) {
        case 200, 201 -> state = State.CREATED;
        case 308 -> position = received(answer.getHeaders().getRange());
        case 412 -> state = State.REFUSED;
        default ->
            // Without the request's URL.
            throw new HttpResponseException.Builder(
                    answer.getStatusCode(), answer.getStatusMessage(), answer.getHeaders())
                .build();
      }
    } finally {
      answer.ignore();
    }
  }

  private static long received(@Nullable String range) throws IOException {
    if (range == null) {
      return 0;
    }
    Matcher bytes = RANGE.matcher(range);
    if (!bytes.matches()) {
      throw new IOException("The service has received " + range);
    }
    return Long.parseLong(bytes.group(1)) + 1;
  }

  @Override
  public synchronized void abort() {
    if (session == null || state != State.OPEN) {
      return;
    }
    try {
      storage
          .getRequestFactory()
          .buildDeleteRequest(new GenericUrl(session, true))
          .setThrowExceptionOnExecuteError(false)
          .execute()
          .disconnect();
    } catch (IOException e) {
      // It goes by itself.
    }
  }
}
