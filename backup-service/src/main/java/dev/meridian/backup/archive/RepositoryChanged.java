package dev.meridian.backup.archive;

/** A region has another repository than before: what was known of its archives is void. */
public record RepositoryChanged(String region) {}
