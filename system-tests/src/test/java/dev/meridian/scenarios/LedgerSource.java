package dev.meridian.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.scenarios.LedgerSession.Prepared;
import dev.meridian.scenarios.LedgerWorkload.Entry;
import dev.meridian.standalone.client.Gateway;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server with a ledger, and what its log holds.
 *
 * @param ledger what its clients were told, of itself and, if it was restored, of its origin
 * @param prepared what was prepared on it
 * @param inherited the transactions that it was born with
 * @param ends commits and aborts, in the order of the log
 * @param commits those of the ledger, in the order of the log
 * @param beforeCrash how many of them were before the server crashed
 * @param beforeSwitch how many of them were before it went on with another timeline
 */
record LedgerSource(
    RunningServer server,
    List<Entry> ledger,
    List<Prepared> prepared,
    Set<Long> inherited,
    List<TransactionEnd> ends,
    List<TransactionEnd> commits,
    List<BackupSummary> backups,
    int beforeCrash,
    int beforeSwitch) {

  private static final long SEGMENT = 16L << 20;

  static LedgerSource of(
      LedgerClients clients,
      Set<Long> inherited,
      List<TransactionEnd> ends,
      List<BackupSummary> backups,
      Set<Long> beforeCrash,
      Set<Long> beforeSwitch) {
    Map<Long, Entry> own =
        clients.ledger().stream()
            .filter(entry -> !inherited.contains(entry.xid()))
            .collect(Collectors.toMap(Entry::xid, Function.identity()));
    List<TransactionEnd> commits =
        ends.stream().filter(end -> end.kind().isCommit() && own.containsKey(xid(end))).toList();
    assertThat(commits.stream().map(LedgerSource::xid))
        .as("what clients were told to be committed is in the archive, once")
        .containsExactlyInAnyOrderElementsOf(own.keySet());
    return new LedgerSource(
        clients.server(),
        clients.ledger(),
        clients.prepared(),
        inherited,
        ends,
        commits,
        backups,
        count(commits, beforeCrash),
        count(commits, beforeSwitch));
  }

  private static int count(List<TransactionEnd> commits, Set<Long> xids) {
    int count = (int) commits.stream().filter(commit -> xids.contains(xid(commit))).count();
    assertThat(commits.subList(0, count))
        .as("what was committed before")
        .allMatch(commit -> xids.contains(xid(commit)));
    return count;
  }

  private static long xid(TransactionEnd end) {
    return Integer.toUnsignedLong(end.xid());
  }

  /** The ledger's transactions that a server has which was restored to there. */
  Set<Long> committedBefore(Lsn cut) {
    Set<Long> found = new HashSet<>(inherited);
    commits.stream().filter(commit -> commit.start().isBefore(cut)).forEach(c -> found.add(xid(c)));
    return found;
  }

  /** Those that are in doubt in a server that was restored to there. */
  Set<Long> surelyInDoubt(Lsn cut) {
    Lsn replayed = replayedTo(cut);
    return inDoubt(cut, prepare -> !replayed.isBefore(prepare.after()));
  }

  /**
   * The same and those that may be: what isn't a commit, and comes between the last one before the
   * cut and the cut itself, is replayed or not.
   */
  Set<Long> maybeInDoubt(Lsn cut) {
    Lsn replayed = replayedTo(cut);
    Set<Long> found = inDoubt(cut, prepare -> prepare.before().isBefore(cut));
    found.addAll(inDoubt(replayed, prepare -> prepare.before().isBefore(cut)));
    return found;
  }

  private Set<Long> inDoubt(Lsn cut, Predicate<Prepared> isPrepared) {
    Set<Long> ended =
        ends.stream()
            .filter(end -> end.start().isBefore(cut))
            .map(LedgerSource::xid)
            .collect(Collectors.toSet());
    return prepared.stream()
        .filter(isPrepared)
        .map(Prepared::xid)
        .filter(xid -> !ended.contains(xid))
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** The end of the last commit before the cut, anybody's. */
  private Lsn replayedTo(Lsn cut) {
    return ends.stream()
        .filter(end -> end.kind().isCommit() && end.start().isBefore(cut))
        .map(TransactionEnd::end)
        .reduce((first, last) -> last)
        .orElse(Lsn.ZERO);
  }

  /**
   * An aim of a kind.
   *
   * @param turn how many of this kind were aimed before: its forms take turns
   */
  LedgerAim aim(LedgerAim.Kind kind, int turn, Random random) {
    return switch (kind) {
      case RANDOM -> at(kind, between(any(random).at(), any(random).at(), random));
      case AT_A_COMMIT -> at(kind, any(random).at());
      case MICROSECOND_BEFORE_A_COMMIT -> at(kind, any(random).at().minus(1, ChronoUnit.MICROS));
      case AT_COMMITS_OF_ONE_MICROSECOND -> atCommitsOfOneMicrosecond(turn, random);
      case INSIDE_A_BACKUP -> insideABackup(turn, random);
      case AT_A_SEGMENT_BOUNDARY -> atASegmentBoundary(turn, random);
      case ACROSS_A_TIMELINE_SWITCH -> across(kind, beforeSwitch, turn, random);
      case ACROSS_A_CRASH -> across(kind, beforeCrash, turn, random);
      case SINCE_A_RESTORED_SERVERS_BIRTH -> aroundTheFirst(turn);
    };
  }

  /** Neither the first one nor the last. */
  private TransactionEnd any(Random random) {
    return commits.get(1 + random.nextInt(commits.size() - 2));
  }

  private static Instant between(Instant one, Instant other, Random random) {
    Instant first = one.isBefore(other) ? one : other;
    long micros = Duration.between(one, other).abs().toNanos() / 1000;
    return first.plus((long) (random.nextDouble() * micros), ChronoUnit.MICROS);
  }

  /** Two neighbours in the log: an instant has both or none, and yet a transaction is between. */
  private LedgerAim atCommitsOfOneMicrosecond(int turn, Random random) {
    List<TransactionEnd> firsts = firstsOfOneMicrosecond(commits);
    assertThat(firsts).as("commits of one microsecond").isNotEmpty();
    TransactionEnd first = firsts.get(random.nextInt(firsts.size()));
    var kind = LedgerAim.Kind.AT_COMMITS_OF_ONE_MICROSECOND;
    return switch (turn % 4) {
      case 0 -> at(kind, first.at());
      case 1 -> at(kind, first.at().minus(1, ChronoUnit.MICROS));
      case 2 -> after(kind, first);
      default -> before(kind, commits.get(commits.indexOf(first) + 1));
    };
  }

  /** Of all neighbours that were committed in one microsecond, the first. */
  static List<TransactionEnd> firstsOfOneMicrosecond(List<TransactionEnd> commits) {
    return IntStream.range(0, commits.size() - 1)
        .filter(i -> commits.get(i).at().equals(commits.get(i + 1).at()))
        .mapToObj(commits::get)
        .toList();
  }

  private LedgerAim insideABackup(int turn, Random random) {
    List<TransactionEnd> inside =
        backups.stream()
            .flatMap(
                backup ->
                    commits.stream()
                        .filter(commit -> !commit.start().isBefore(backup.facts().start()))
                        .filter(commit -> commit.start().isBefore(backup.facts().stop())))
            .toList();
    assertThat(inside).as("commits while a backup was taken").isNotEmpty();
    TransactionEnd commit = inside.get(random.nextInt(inside.size()));
    var kind = LedgerAim.Kind.INSIDE_A_BACKUP;
    return turn % 2 == 0 ? after(kind, commit) : at(kind, commit.at());
  }

  private LedgerAim atASegmentBoundary(int turn, Random random) {
    long first = commits.getFirst().end().position() / SEGMENT + 1;
    long last = commits.getLast().start().position() / SEGMENT;
    assertThat(last).as("segments that the work went through").isGreaterThanOrEqualTo(first);
    Lsn boundary = new Lsn((first + random.nextInt((int) (last - first + 1))) * SEGMENT);
    TransactionEnd next =
        commits.stream()
            .filter(commit -> boundary.isBefore(commit.end()))
            .findFirst()
            .orElseThrow();
    var kind = LedgerAim.Kind.AT_A_SEGMENT_BOUNDARY;
    return switch (turn % 3) {
      case 0 -> new LedgerAim(kind, position(boundary), next.start(), null);
      case 1 -> before(kind, next);
      default -> after(kind, next);
    };
  }

  private LedgerAim across(LedgerAim.Kind kind, int before, int turn, Random random) {
    TransactionEnd last = commits.get(before - 1);
    TransactionEnd next = commits.get(before);
    return switch (turn % 4) {
      case 0 -> before(kind, next);
      case 1 -> after(kind, last);
      case 2 -> at(kind, between(last.at(), next.at(), random));
      default -> after(kind, next);
    };
  }

  /** Of a restored server: as it was born, and with the first transaction of its own. */
  private LedgerAim aroundTheFirst(int turn) {
    TransactionEnd first = commits.getFirst();
    BackupSummary birth = backups.getFirst();
    var kind = LedgerAim.Kind.SINCE_A_RESTORED_SERVERS_BIRTH;
    return switch (turn % 4) {
      case 0 ->
          new LedgerAim(
              kind,
              JsonMapper.shared()
                  .createObjectNode()
                  .put("kind", "BackupEnd")
                  .put("backupId", birth.id().toString()),
              birth.facts().stop(),
              null);
      case 1 -> before(kind, first);
      case 2 -> at(kind, first.at());
      default -> after(kind, commits.get(1));
    };
  }

  /** By PostgreSQL's rule, replay ends before the first record of a later time. */
  private LedgerAim at(LedgerAim.Kind kind, Instant at) {
    Lsn cut =
        ends.stream()
            .filter(end -> end.at().isAfter(at))
            .map(TransactionEnd::start)
            .findFirst()
            .orElseThrow();
    return new LedgerAim(kind, Gateway.pointInTime(at), cut, at);
  }

  private static LedgerAim after(LedgerAim.Kind kind, TransactionEnd commit) {
    return new LedgerAim(kind, transaction("AfterTransaction", commit), commit.end(), null);
  }

  private static LedgerAim before(LedgerAim.Kind kind, TransactionEnd commit) {
    return new LedgerAim(kind, transaction("BeforeTransaction", commit), commit.start(), null);
  }

  private static JsonNode transaction(String kind, TransactionEnd commit) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("kind", kind)
        .put("transactionId", xid(commit));
  }

  private static JsonNode position(Lsn lsn) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("kind", "LogPosition")
        .put("lsn", lsn.toString());
  }
}
