package dev.meridian.messaging.notes;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.UUID;

/** All notes. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface Notes extends CrudRepository<Note, UUID> {}
