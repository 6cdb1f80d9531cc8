package dev.meridian.portal.service;

import org.jspecify.annotations.Nullable;

/**
 * What a service answered.
 *
 * @param value null when it said no, or nothing
 * @param trouble why there is no value
 * @param unreachable whether it said nothing
 */
public record Answer<T>(@Nullable T value, @Nullable String trouble, boolean unreachable) {}
