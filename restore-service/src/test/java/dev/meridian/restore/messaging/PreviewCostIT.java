package dev.meridian.restore.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.restore.TestArchive;
import dev.meridian.restore.archive.CountedReading.Count;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What a preview costs, in questions to the store: that is what takes time where it is far away.
 */
class PreviewCostIT extends RestoredShop {

  private static final int BACKUPS = 10;
  private static final int OBJECTS = 400;

  /** Pieces of the log as large as this are never merged. */
  private static final int OBJECT = 2 << 20;

  /** Of the objects of the log, a binary search reads so many. */
  private static final int SEARCHED = 9;

  /** So many commits, each in an object of its own, are listed at once. */
  private static final int PAGE = 10;

  /** With one backup and little log after it. */
  private static final Count LITTLE = new Count(3, 8, 3);

  private static final String LATEST = "{\"kind\":\"Latest\"}";
  private static final String THERE = "{\"kind\":\"NamedPoint\",\"name\":\"there\"}";

  /** Of a test archive. */
  private static final int FIRST_ID = 700;

  private final List<TransactionEnd> commits = new ArrayList<>();

  @Test
  void aPreviewBesideALongLogCostsHardlyMoreThanBesideAShortOne() throws Exception {
    measureOneRestore();
    UUID small = UUID.randomUUID();
    fill(small, 2);
    UUID large = UUID.randomUUID();
    fill(large, OBJECTS);

    List<Asked> all =
        List.of(
            new Asked(at(noon.plusSeconds(1)), at(noon.plusSeconds(OBJECTS / 2 + 17)), SEARCHED),
            new Asked(at(noon.plusSeconds(1)), at(noon.plusSeconds(1)), SEARCHED),
            new Asked(LATEST, LATEST, 0),
            new Asked(after(FIRST_ID + 1), after(FIRST_ID + OBJECTS / 2), 2 * SEARCHED),
            new Asked(after(FIRST_ID + 1), after(FIRST_ID + 1), 2 * SEARCHED),
            new Asked(position(1), position(OBJECTS / 2), SEARCHED),
            new Asked(position(1), THERE, SEARCHED));
    for (Asked asked : all) {
      Count little = costOf(small, asked.ofSmall());
      Count much = costOf(large, asked.ofLarge());

      isAtMost(little, LITTLE);
      // Each backup's summary, the search, and the restore point, which is also listed.
      isAtMost(
          much,
          new Count(
              little.lists() + 1,
              little.reads() + BACKUPS - 1 + asked.searched() + 1,
              little.sizes()));
    }

    Count page = costOf(large, noon.plusSeconds(OBJECTS / 2), PAGE);
    // The backups, where the range begins and ends, and the objects that have the page's commits.
    isAtMost(page, new Count(3, BACKUPS + 2 * SEARCHED + PAGE + 1, 1));
  }

  @Test
  void whetherObjectsAreThereCostsAListingAndAnotherBackupItsManifestAndAListing()
      throws Exception {
    UUID packed = UUID.randomUUID();
    var filled = new TestArchive(service.repository(), service.key(), packed);
    filled.backup(noon, 1000);
    BackupSummary last = filled.backup(noon.plusSeconds(10), 1000);
    filled.commit(noon.plusSeconds(20));
    filled.archive();
    service.awaitHandled(placed(packed, "cost-" + packed));

    Count whole = costOf(packed, LATEST);
    isAtMost(whole, new Count(LITTLE.lists() + 1, LITTLE.reads() + 1, LITTLE.sizes()));
    Files.delete(service.repository().resolve(filled.packOf(last)));
    isAtMost(
        costOf(packed, LATEST), new Count(whole.lists() + 1, whole.reads() + 1, whole.sizes() + 1));
  }

  /**
   * A target.
   *
   * @param searched how many objects of a long log are looked into for it
   */
  private record Asked(String ofSmall, String ofLarge, int searched) {}

  private static String after(int transactionId) {
    return "{\"kind\":\"AfterTransaction\",\"transactionId\":%d}".formatted(transactionId);
  }

  private String position(int commit) {
    return "{\"kind\":\"LogPosition\",\"lsn\":\"%s\"}".formatted(commits.get(commit).end());
  }

  private static void isAtMost(Count asked, Count most) {
    assertThat(asked)
        .matches(count -> count.lists() <= most.lists(), "lists at most " + most.lists())
        .matches(count -> count.reads() <= most.reads(), "reads at most " + most.reads())
        .matches(count -> count.sizes() <= most.sizes(), "sizes at most " + most.sizes());
  }

  /** So that backups are chosen by how long their restores would take. */
  private void measureOneRestore() throws Exception {
    var planned = planned(idOf(service.post(body(shop, at(noon), copy))));
    Instant begun = Instant.now();
    for (String phase : List.of("check", "fetch files", "place WAL", "recover", "promote")) {
      begun = begun.plusSeconds(10);
      service.publish(progress(planned, phase, 0), begun);
    }
    service.awaitHandled(service.publish(provisioned(planned), begun.plusSeconds(10)));
  }

  /** A commit a second, each in an object of its own, and a backup now and then. */
  private void fill(UUID server, int objects) {
    var filled = new TestArchive(service.repository(), service.key(), server);
    for (int second = 0; second < objects; second++) {
      if (second % (OBJECTS / BACKUPS) == 0) {
        filled.backup(noon.plusSeconds(second));
      }
      filled.work(OBJECT);
      TransactionEnd commit = filled.commit(noon.plusSeconds(second).plusMillis(500));
      if (second == commits.size()) {
        commits.add(commit);
      }
      if (second == OBJECTS / 2) {
        filled.point("there", commit.at());
      }
      filled.archive();
    }
    service.awaitHandled(placed(server, "cost-" + server));
  }

  private static Count costOf(UUID server, Instant from, int limit) throws Exception {
    Count before = service.readingOf(server);
    HttpResponse<String> answer =
        service.get("/v1/servers/%s/commits?from=%s&limit=%d".formatted(server, from, limit));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"more\":true");
    return service.readingOf(server).since(before);
  }

  private static Count costOf(UUID server, String target) throws Exception {
    String body = "{\"sourceServer\":\"%s\",\"target\":%s}".formatted(server, target);
    Count before = service.readingOf(server);
    HttpResponse<String> answer = service.post(service.uri("/v1/restores/preview"), body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return service.readingOf(server).since(before);
  }
}
