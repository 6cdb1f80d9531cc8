/** Tests of replay. */
package dev.meridian.backup.replay;
