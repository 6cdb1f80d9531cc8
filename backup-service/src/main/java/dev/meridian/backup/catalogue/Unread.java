package dev.meridian.backup.catalogue;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A part of the repositories that could not be read.
 *
 * @param serverId whose archive; null for all of the region's repository
 * @param why for people
 */
public record Unread(String region, @Nullable UUID serverId, String why) {}
