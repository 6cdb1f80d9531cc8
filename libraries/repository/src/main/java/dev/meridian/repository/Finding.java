package dev.meridian.repository;

/**
 * Something that {@link ServerArchive#verify} found wrong.
 *
 * @param code what kind it is of: that of the {@link
 *     dev.meridian.repository.store.RepositoryException} which reading meets, such as {@code
 *     object-damaged}, {@code object-missing}, {@code wal-gap}
 * @param object the object's name; for a gap, the missing range
 * @param message for people
 */
public record Finding(String code, String object, String message) {}
