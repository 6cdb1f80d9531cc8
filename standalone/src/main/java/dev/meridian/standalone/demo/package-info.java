/** The story that Meridian exists for, told on real parts and checked at its end. */
@NullMarked
package dev.meridian.standalone.demo;

import org.jspecify.annotations.NullMarked;
