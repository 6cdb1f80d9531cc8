package dev.meridian.repository.store;

import org.jspecify.annotations.Nullable;

/**
 * An object is there, but its bytes are not those that were written: cut short, changed, exchanged
 * with another, or sealed with another key. Nothing of it may be used. Code {@code object-damaged}.
 */
public final class DamagedObject extends RepositoryException {

  private final String object;

  /** {@code what} says in a few words what is wrong with {@code object}. */
  public DamagedObject(String object, String what) {
    this(object, what, null);
  }

  /** {@code what} says in a few words what is wrong with {@code object}. */
  public DamagedObject(String object, String what, @Nullable Throwable cause) {
    super("object-damaged", "The object " + object + " is damaged: " + what, cause);
    this.object = object;
  }

  /** The damaged object's name. */
  public String object() {
    return object;
  }
}
