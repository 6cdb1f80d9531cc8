package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.work.AtOnce;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds how a transaction ended by its id, in all that there is of a line of descent, gaps or not.
 *
 * <p>Ids are given in ascending order, and transactions end in about that order. Each object's
 * header says the id of the last one that ended by then; so, from the newest object back in ever
 * larger steps and then by halves, a few headers lead to where the ids go past the one that is
 * looked for. From there the objects are looked into in both directions, the nearest first: the end
 * of a transaction that ran for long lies further on. Only an id of which there is no end makes
 * this look into every object.
 *
 * <p>Ids are 32 bits and come again. Differences are taken modulo 2³², and no step is so long that
 * half as many ids can have been given in it; so of several ends of one id the newest is found.
 */
final class TransactionSearch {

  /**
   * In so much log fewer than 2³¹ ids are given: the smallest record that gives one has 24 bytes.
   */
  private static final long LONGEST_STEP = 32L << 30;

  /** So many pieces at the end are looked at for the highest id. */
  private static final int LAST_FEW = 16;

  /** An id that is higher than that is most likely still to come: it is looked for only so far. */
  private static final long NEWEST = 1L << 30;

  private final WalObjects objects;
  private final List<Piece> pieces;

  /** An object, and up to where the line goes in it. */
  private record Piece(WalRange object, Lsn end) {

    boolean holds(TransactionEnd found) {
      return !end.isBefore(found.end());
    }
  }

  TransactionSearch(WalObjects objects, WalCatalog catalog, TimelineHistory line) {
    this.objects = objects;
    this.pieces = new ArrayList<>();
    for (LineSpan span : LineSpan.of(line)) {
      for (WalRange object : catalog.of(span.timeline())) {
        if (object.start().isBefore(span.end()) && span.start().isBefore(object.end())) {
          pieces.add(new Piece(object, span.end()));
        }
      }
    }
  }

  /** The last transaction end of the line. */
  Optional<TransactionEnd> newest() {
    if (pieces.isEmpty()) {
      return Optional.empty();
    }
    Piece last = pieces.getLast();
    WalObjects.Opened opened = objects.open(last.object());
    RunningState state =
        last.end().isBefore(last.object().end())
            ? opened
                .header()
                .before()
                .plus(objects.ends(opened).stream().filter(last::holds).toList())
            : opened.header().after();
    return Optional.ofNullable(state.lastEnd());
  }

  /** The end of the transaction of an id; of several, see above, the newest. */
  Optional<TransactionEnd> find(int xid) {
    Optional<Integer> newest = id(pieces.size() - 1);
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    int last = pieces.size() - 1;
    int top = newest.get() - xid < 0 ? furthest(last) : last;
    int behind = id(top).orElseThrow() - xid;
    return behind < 0
        ? around(last, firstWithin(NEWEST), xid).or(() -> theTimeBefore(xid, top, behind))
        : around(crossing(top, behind), 0, xid);
  }

  /** An id that is still to come may have been there 2³² ids ago. */
  private Optional<TransactionEnd> theTimeBefore(int xid, int top, int behind) {
    int then = crossing(top, (1L << 32) + behind);
    return then > 0 ? around(then, 0, xid) : Optional.empty();
  }

  /** Where the ids are highest of the last pieces: what ended last may have run for long. */
  private int furthest(int last) {
    int furthest = last;
    int first = Math.max(firstWithin(LONGEST_STEP), last - LAST_FEW);
    for (int piece = last - 1; piece >= first; piece--) {
      Optional<Integer> id = id(piece);
      if (id.isPresent() && id.get() - id(furthest).orElseThrow() > 0) {
        furthest = piece;
      }
    }
    return furthest;
  }

  /** The first piece of the last ones that have together so many bytes. */
  private int firstWithin(long bytes) {
    Lsn end = pieces.getLast().object().end();
    int first = pieces.size() - 1;
    while (first > 0 && end.minus(pieces.get(first - 1).object().start()) <= bytes) {
      first--;
    }
    return first;
  }

  /**
   * A piece by whose end the ids have reached one that by the end of the piece before they had not;
   * the first piece if they always had.
   */
  private int crossing(int from, long behind) {
    int high = from;
    // How far the ids are ahead of the one that is looked for.
    long ahead = behind;
    for (long step = 1; high > 0; step *= 2) {
      int next = stepBack(high, step);
      Optional<Long> there = ahead(next, high, ahead);
      if (there.isEmpty() || there.get() < 0) {
        return bisect(next, high, ahead);
      }
      high = next;
      ahead = there.get();
    }
    return high;
  }

  private int stepBack(int from, long step) {
    int next = from - 1;
    Lsn end = pieces.get(from).object().end();
    while (next > 0
        && from - next < step
        && end.minus(pieces.get(next - 1).object().end()) <= LONGEST_STEP) {
      next--;
    }
    return next;
  }

  private int bisect(int before, int reached, long ahead) {
    int low = before;
    int high = reached;
    long there = ahead;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      Optional<Long> at = ahead(middle, high, there);
      if (at.isEmpty() || at.get() < 0) {
        low = middle;
      } else {
        high = middle;
        there = at.get();
      }
    }
    return high;
  }

  /** How far ahead the ids are at one piece's end, by how far they are at a later one's. */
  private Optional<Long> ahead(int piece, int later, long aheadThere) {
    int there = id(later).orElseThrow();
    return id(piece).map(id -> aheadThere + (id - there));
  }

  /** The id of the last transaction that ended by the end of a piece; empty if none did. */
  private Optional<Integer> id(int piece) {
    return piece < 0
        ? Optional.empty()
        : Optional.ofNullable(objects.open(pieces.get(piece).object()).header().after().lastEnd())
            .map(TransactionEnd::xid);
  }

  private Optional<TransactionEnd> around(int middle, int first, int xid) {
    List<Integer> order = new ArrayList<>();
    order.add(middle);
    for (int away = 1; away < pieces.size(); away++) {
      Stream.of(middle + away, middle - away)
          .filter(piece -> piece >= first && piece < pieces.size())
          .forEach(order::add);
    }
    int from = 0;
    for (int width = 1; from < order.size(); width = Math.min(2 * width, AtOnce.MOST)) {
      int to = Math.min(from + width, order.size());
      Optional<TransactionEnd> found =
          AtOnce.ask(order.subList(from, to), piece -> end(piece, xid)).stream()
              .flatMap(Optional::stream)
              .findFirst();
      if (found.isPresent()) {
        return found;
      }
      from = to;
    }
    return Optional.empty();
  }

  private Optional<TransactionEnd> end(int number, int xid) {
    Piece piece = pieces.get(number);
    return objects.end(objects.open(piece.object()), xid).filter(piece::holds);
  }
}
