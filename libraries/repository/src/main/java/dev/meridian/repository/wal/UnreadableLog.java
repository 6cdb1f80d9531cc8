package dev.meridian.repository.wal;

import dev.meridian.repository.store.RepositoryException;

/**
 * An object of the log that can't be read: it is damaged, or sealed with another key.
 *
 * @param range what of the log lies in it, by its name
 * @param why names it, and says what is wrong
 */
public record UnreadableLog(WalRange range, RepositoryException why) {}
