package dev.meridian.host.restore;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One of {@code meridian.regions}.
 *
 * @param repository the directory of its repository
 * @param pairedWith where its geographically redundant backups are copied, if anywhere
 */
record Region(String name, Path repository, @Nullable String pairedWith) {}
