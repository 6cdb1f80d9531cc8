/** Tests of settings. */
package dev.meridian.backup.settings;
