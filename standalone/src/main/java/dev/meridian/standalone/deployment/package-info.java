/** What services that run apart need before they start. */
@NullMarked
package dev.meridian.standalone.deployment;

import org.jspecify.annotations.NullMarked;
