package dev.meridian.restore.operation;

import dev.meridian.restore.plan.Window;
import dev.meridian.restore.source.SourceServer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a target lies before a restored server's own window: what becomes of it through the server
 * that this one was itself restored from.
 *
 * @param holder whose archive counts
 * @param asOf up to which instant both servers share their history; null where that isn't known
 * @param window what of the holder can be restored through the source
 * @param explanation for people: how the source descends from the holder
 */
public record ThroughOrigin(
    SourceServer holder, @Nullable Instant asOf, Window window, String explanation) {}
