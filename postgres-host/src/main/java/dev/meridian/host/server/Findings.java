package dev.meridian.host.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a trial restore turned out to be.
 *
 * @param restoredTo when the last transaction in it was committed, if one is known
 * @param heartbeatAt when the last heartbeat in it was written; null when there was none by then
 * @param restoreMillis how long it took until it ran as a restored server does
 * @param relationsChecked how many tables and indexes amcheck has looked through
 * @param relationsTotal how many there are that it could
 * @param pagesChecked how many pages' checksums were verified
 * @param pagesTotal how many pages there are with a checksum
 */
public record Findings(
    @Nullable Instant restoredTo,
    @Nullable Instant heartbeatAt,
    long restoreMillis,
    int relationsChecked,
    int relationsTotal,
    long pagesChecked,
    long pagesTotal) {}
