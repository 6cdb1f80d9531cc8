package dev.meridian.backup.ownership;

/**
 * This instance owns more servers than before, or fewer; heard inside this service only. Whoever is
 * at work for a server that is no longer owned has stopped when publishing returns, so that the
 * next owner finds nobody there.
 */
public record OwnershipChanged() {}
