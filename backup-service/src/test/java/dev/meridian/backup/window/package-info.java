/** Tests of window. */
package dev.meridian.backup.window;
