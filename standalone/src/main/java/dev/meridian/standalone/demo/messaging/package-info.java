/** What the demo's story left on the topics. */
@NullMarked
package dev.meridian.standalone.demo.messaging;

import org.jspecify.annotations.NullMarked;
