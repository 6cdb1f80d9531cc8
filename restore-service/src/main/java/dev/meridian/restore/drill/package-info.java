/** Proof by drill: restores on trial, to a random second of each server's window, on a schedule. */
@NullMarked
package dev.meridian.restore.drill;

import org.jspecify.annotations.NullMarked;
