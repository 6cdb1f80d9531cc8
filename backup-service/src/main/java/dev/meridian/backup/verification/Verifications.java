package dev.meridian.backup.verification;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.UUID;

/** The last verification of each server. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface Verifications extends CrudRepository<Verification, UUID> {}
