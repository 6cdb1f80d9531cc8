package dev.meridian.repository.store;

/** An object that should be there is not. Code {@code object-missing}. */
public final class MissingObject extends RepositoryException {

  private final String object;

  /** {@code object} is the missing object's name. */
  public MissingObject(String object) {
    super("object-missing", "The repository has no object " + object, null);
    this.object = object;
  }

  /** The missing object's name. */
  public String object() {
    return object;
  }
}
