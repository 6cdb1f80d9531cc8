package dev.meridian.restore.archive;

import java.nio.file.Path;

/**
 * Where a region's repository is.
 *
 * @param name the region's
 * @param repository its folder
 */
public record RegionRepository(String name, Path repository) {}
