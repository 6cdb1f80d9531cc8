package dev.meridian.repository.backup;

/**
 * Where some bytes of a file lie.
 *
 * @param pack the pack's number in the backup
 * @param offset of the first byte in the pack's content
 * @param length in bytes, at least 1
 */
public record Extent(int pack, long offset, long length) {}
