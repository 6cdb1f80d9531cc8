/** The service as a whole, on a real broker and real servers. */
package dev.meridian.backup;
