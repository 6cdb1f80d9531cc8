package dev.meridian.repository;

import dev.meridian.repository.store.RepositoryException;

/** The store holds a repository already. Code {@code repository-exists}. */
public final class RepositoryExists extends RepositoryException {

  RepositoryExists(String message) {
    super("repository-exists", message, null);
  }
}
