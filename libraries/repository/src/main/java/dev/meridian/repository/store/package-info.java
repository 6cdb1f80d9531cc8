/** Where objects are kept: the store, its implementations, and what can go wrong with an object. */
@NullMarked
package dev.meridian.repository.store;

import org.jspecify.annotations.NullMarked;
