package dev.meridian.repository;

import dev.meridian.repository.store.RepositoryException;

/** The store holds no repository. Code {@code repository-absent}. */
public final class NoRepository extends RepositoryException {

  NoRepository(String message) {
    super("repository-absent", message, null);
  }
}
