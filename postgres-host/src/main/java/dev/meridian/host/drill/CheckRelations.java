package dev.meridian.host.drill;

import dev.meridian.host.instance.Instance;
import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.host.session.Session;
import dev.meridian.host.session.SessionFailed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through tables and indexes with amcheck (https://www.postgresql.org/docs/18/amcheck.html),
 * those of all databases in random order, for as long as there is time. Works in a schema of its
 * own, in a copy that is thrown away.
 */
final class CheckRelations {

  private static final Logger log = LoggerFactory.getLogger(CheckRelations.class);

  private static final String DATABASES =
      "select datname from pg_database where datallowconn order by datname";

  /**
   * What amcheck can look through; a temporary or unlogged relation has nothing after a restore.
   */
  private static final String RELATIONS =
      """
      select c.oid || '|' || case when c.relkind = 'i' then 'index' else 'table' end
        || '|' || c.oid::regclass
      from pg_class c join pg_am a on a.oid = c.relam left join pg_index i on i.indexrelid = c.oid
      where c.relpersistence = 'p'
        and (c.relkind in ('r', 't', 'm') and a.amname = 'heap'
          or c.relkind = 'i' and a.amname = 'btree' and i.indisvalid and i.indisready)
      """;

  /** What a server's users set for it may end a check early, or hide what is wrong. */
  private static final String UNHINDERED =
      """
      select set_config(name, '0', false) from pg_settings where name in
        ('transaction_timeout', 'idle_session_timeout', 'zero_damaged_pages',
          'ignore_checksum_failure')
      """;

  private static final String PREPARE =
      """
      create schema if not exists meridian_drill;
      drop extension if exists amcheck cascade;
      create extension amcheck schema meridian_drill
      """;

  private static final String CHECK_INDEX =
      "select meridian_drill.bt_index_check(?::oid::regclass, true)::text";

  private static final String CHECK_TABLE =
      """
      select string_agg(format('block %s, tuple %s: %s', blkno, offnum, msg), '; ')
      from meridian_drill.verify_heapam(?::oid::regclass, on_error_stop => true)
      """;

  private final Instance copy;
  private final RandomGenerator random;
  private final Deadline deadline;
  private final Runnable moved;

  /**
   * Not yet looked through.
   *
   * @param moved is told before each relation
   */
  CheckRelations(Instance copy, RandomGenerator random, Deadline deadline, Runnable moved) {
    this.copy = copy;
    this.random = random;
    this.deadline = deadline;
    this.moved = moved;
  }

  /** How many were looked through, of all that could be. */
  record Checked(int relations, int total) {}

  private record Relation(String database, long oid, boolean isIndex, String name) {

    static Relation of(String database, String text) {
      String[] parts = text.split("\\|", 3);
      return new Relation(database, Long.parseLong(parts[0]), parts[1].equals("index"), parts[2]);
    }

    @Override
    public String toString() {
      return "%s %s of database %s".formatted(isIndex ? "Index" : "Table", name, database);
    }
  }

  /**
   * Looks through them.
   *
   * @throws ProvisioningFailure {@code relation-corrupt}, naming the first that is; {@code
   *     amcheck-missing}, where none can be looked through
   */
  Checked run() {
    List<Relation> all = all();
    Collections.shuffle(all, java.util.Random.from(random));
    int checked = 0;
    // Of one database together: a session for each relation would cost more than its check.
    for (String database : all.stream().map(Relation::database).distinct().toList()) {
      List<Relation> relations =
          all.stream().filter(relation -> relation.database().equals(database)).toList();
      checked += check(database, relations);
    }
    return new Checked(checked, all.size());
  }

  private List<Relation> all() {
    List<Relation> all = new ArrayList<>();
    List<String> databases;
    try (Session session = copy.connect("postgres")) {
      databases = session.texts(DATABASES);
    }
    for (String database : databases) {
      try (Session session = copy.connect(database)) {
        session.texts(UNHINDERED);
        session.texts(RELATIONS).forEach(text -> all.add(Relation.of(database, text)));
      }
    }
    return all;
  }

  private int check(String database, List<Relation> relations) {
    if (deadline.isOver()) {
      return 0;
    }
    try (Session session = copy.connect(database)) {
      session.texts(UNHINDERED);
      try {
        session.execute("make amcheck ready", PREPARE);
      } catch (SessionFailed e) {
        if (!e.isRefusal() || !isForWantOfAmcheck(e.sqlState())) {
          throw e;
        }
        throw new ProvisioningFailure(
            "amcheck-missing",
            ("No table and no index of database %s can be looked through, for want of amcheck, one"
                    + " of PostgreSQL's contrib modules. %s")
                .formatted(database, e.getMessage()),
            e);
      }
      int checked = 0;
      for (Relation relation : relations) {
        if (deadline.isOver()) {
          return checked;
        }
        moved.run();
        checked += check(session, relation) ? 1 : 0;
      }
      return checked;
    }
  }

  /**
   * Whether a refusal to make it means that it can't be made here. Want of room or memory (53) and
   * internal errors (XX) say nothing about amcheck.
   */
  static boolean isForWantOfAmcheck(@Nullable String sqlState) {
    return sqlState == null || !(sqlState.startsWith("53") || sqlState.startsWith("XX"));
  }

  private boolean check(Session session, Relation relation) {
    session.execute(
        "limit a check", "set statement_timeout = " + Math.max(1, deadline.left().toMillis()));
    try {
      String wrong = session.text(relation.isIndex() ? CHECK_INDEX : CHECK_TABLE, relation.oid());
      if (!relation.isIndex() && wrong != null) {
        throw corrupt(relation, wrong);
      }
      return true;
    } catch (SessionFailed e) {
      if (isAboutData(e.sqlState())) {
        throw corrupt(relation, String.valueOf(e.getMessage()));
      }
      if (!e.isRefusal()) {
        throw e;
      }
      log.debug("{} was not looked through: {}", relation, e.getMessage());
      return false;
    }
  }

  /** What PostgreSQL calls an internal error, corruption above all, or an error of the system's. */
  private static boolean isAboutData(@Nullable String sqlState) {
    return sqlState != null && (sqlState.startsWith("XX") || sqlState.startsWith("58"));
  }

  private static ProvisioningFailure corrupt(Relation relation, String why) {
    return new ProvisioningFailure("relation-corrupt", "%s: %s".formatted(relation, why));
  }
}
