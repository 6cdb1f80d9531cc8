package dev.meridian.messaging.notes;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

@MappedEntity("note")
public record Note(@Id UUID id, String subject) {}
