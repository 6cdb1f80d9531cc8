package dev.meridian.repository.store;

/**
 * An object as a listing shows it.
 *
 * @param name the full name
 * @param size in bytes
 */
public record StoredObject(String name, long size) {

  /** The part of the name after the last {@code /}. */
  public String lastPart() {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
