package dev.meridian.repository.objectstore;

import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * An object of Azure Blob in the making, as a list of blocks. What is given up goes by itself after
 * a week, or when somebody else has made the object.
 */
final class AzureUpload implements Bucket.Upload {

  private final AzureBucket bucket;
  private final String key;
  private final boolean replacing;
  private final String mark = UUID.randomUUID().toString();
  private final Map<Integer, String> sent = new ConcurrentSkipListMap<>();

  AzureUpload(AzureBucket bucket, String key, boolean replacing) {
    this.bucket = bucket;
    this.key = key;
    this.replacing = replacing;
  }

  /** Others' blocks of the same name are in the same place: so each has our mark. */
  @Override
  public void part(int number, byte[] bytes, int length) {
    String id =
        Base64.getEncoder()
            .encodeToString("%s-%06d".formatted(mark, number).getBytes(StandardCharsets.US_ASCII));
    var options = new BlockBlobStageBlockOptions(id, AzureBucket.body(bytes, length));
    bucket.asked(
        "write",
        key,
        () -> bucket.blob(key).stageBlockWithResponse(options, bucket.limit(), Context.NONE));
    sent.put(number, id);
  }

  @Override
  public boolean complete() {
    return replacing
        ? bucket.asked("replace", key, () -> commit(null))
        : bucket.created(
            key,
            mark,
            () -> commit(AzureBucket.unlessThereIs()),
            e -> {
              throw e;
            });
  }

  private boolean commit(@Nullable BlobRequestConditions conditions) {
    var options =
        new BlockBlobCommitBlockListOptions(List.copyOf(sent.values()))
            .setMetadata(Map.of(AzureBucket.MARK, mark))
            .setRequestConditions(conditions);
    bucket.blob(key).commitBlockListWithResponse(options, bucket.limit(), Context.NONE);
    return true;
  }

  @Override
  public void abort() {}
}
