package dev.meridian.restore.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.restore.TestArchive;
import dev.meridian.restore.archive.CountedReading.Count;
import java.net.http.HttpResponse;
import java.time.Instant;
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

  /** With one backup and little log after it. */
  private static final Count LITTLE = new Count(17, 10, 5);

  @Test
  void aPreviewBesideALongLogCostsHardlyMoreThanBesideAShortOne() throws Exception {
    measureOneRestore();
    UUID small = UUID.randomUUID();
    fill(small, 2);
    UUID large = UUID.randomUUID();
    fill(large, OBJECTS);

    for (String target :
        List.of(
            at(noon.plusSeconds(OBJECTS / 2 + 17)),
            at(noon.plusSeconds(1)),
            "{\"kind\":\"Latest\"}")) {
      Count little = costOf(small, target.contains("Latest") ? target : at(noon.plusSeconds(1)));
      Count much = costOf(large, target);

      isAtMost(little, LITTLE);
      // Another look at what there is, each backup's summary, and the search.
      isAtMost(
          much,
          new Count(little.lists() + 4, little.reads() + BACKUPS - 1 + SEARCHED, little.sizes()));
    }
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
      filled.commit(noon.plusSeconds(second).plusMillis(500));
      filled.archive();
    }
    service.awaitHandled(placed(server, "cost-" + server));
  }

  private static Count costOf(UUID server, String target) throws Exception {
    String body = "{\"sourceServer\":\"%s\",\"target\":%s}".formatted(server, target);
    Count before = service.readingOf(server);
    HttpResponse<String> answer = service.post(service.uri("/v1/restores/preview"), body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return service.readingOf(server).since(before);
  }
}
