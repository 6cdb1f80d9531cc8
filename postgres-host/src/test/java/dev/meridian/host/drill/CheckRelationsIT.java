package dev.meridian.host.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.meridian.host.HostUnderTest;
import dev.meridian.host.drill.CheckRelations.Checked;
import dev.meridian.host.instance.Instance;
import dev.meridian.host.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is said of relations when there is no time for all of them. */
class CheckRelationsIT {

  /** Of so many indexes, one is soon met, in whatever order. */
  private static final int SLOW_INDEXES = 40;

  private static final int MOST_ORDERS = 10;

  /** The check of an index computes it again for each row, and then that takes for ever. */
  private static final String SLOW =
      """
      set search_path to public;
      create table slow as select 1 as id;
      create function slow(int) returns int immutable language sql as 'select $1';
      do 'begin for i in 1..%d loop create index on slow (slow(id)); end loop; end';
      create or replace function slow(int) returns int immutable language plpgsql
        as 'begin perform pg_sleep(600); return $1; end'
      """
          .formatted(SLOW_INDEXES);

  private static HostUnderTest host;
  private static Instance server;

  private final AtomicInteger begun = new AtomicInteger();

  @BeforeAll
  static void makeServer() {
    host = HostUnderTest.start();
    server = host.instance(host.create(18).serverId());
    // Whichever database comes first.
    for (String database : List.of("app", "postgres", "template1")) {
      try (Session session = server.connect(database)) {
        session.execute("make indexes that are slow to check", SLOW);
      }
    }
  }

  @AfterAll
  static void closeHost() {
    host.close();
  }

  @Test
  void withNoTimeLeftNoneIsCheckedAndAllAreCounted() {
    Checked checked = check(0, Deadline.in(Duration.ZERO));

    assertThat(checked.relations()).isZero();
    assertThat(checked.total()).isGreaterThan(300);
    assertThat(begun).hasValue(0);
  }

  @Test
  void whatTheEndOfTheTimeInterruptsIsNotCountedAsChecked() {
    // In some orders a slow one comes first.
    for (int order = 0; order < MOST_ORDERS; order++) {
      begun.set(0);
      Deadline deadline = Deadline.in(Duration.ofSeconds(2));

      Checked checked = check(order, deadline);

      assertThat(checked.relations()).isEqualTo(begun.get() - 1);
      assertThat(checked.total()).isGreaterThan(checked.relations() + SLOW_INDEXES);
      assertThat(deadline.left()).isBetween(Duration.ofSeconds(-10), Duration.ZERO);
      if (checked.relations() > 0) {
        return;
      }
    }
    fail("None was ever checked");
  }

  private Checked check(int order, Deadline deadline) {
    return new CheckRelations(server, new SplittableRandom(order), deadline, begun::incrementAndGet)
        .run();
  }
}
