@NullMarked
package dev.meridian.messaging.problem;

import org.jspecify.annotations.NullMarked;
