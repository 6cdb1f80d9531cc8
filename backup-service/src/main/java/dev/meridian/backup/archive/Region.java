package dev.meridian.backup.archive;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A place with a repository of its own: one of {@code meridian.regions}.
 *
 * @param repository the repository's folder
 * @param pairedWith the region that geographically redundant servers are copied to
 */
record Region(String name, Path repository, @Nullable String pairedWith) {}
