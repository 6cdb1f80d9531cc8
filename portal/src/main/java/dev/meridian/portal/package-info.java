/** What people see: web pages over the services' HTTP APIs, and one HTTP entry for all of them. */
@NullMarked
package dev.meridian.portal;

import org.jspecify.annotations.NullMarked;
