/** What all pages have in common: layout, messages, form errors, and how things are written. */
@NullMarked
package dev.meridian.portal.page;

import org.jspecify.annotations.NullMarked;
