/** Object stores, and which store a location names. */
@NullMarked
package dev.meridian.repository.objectstore;

import org.jspecify.annotations.NullMarked;
