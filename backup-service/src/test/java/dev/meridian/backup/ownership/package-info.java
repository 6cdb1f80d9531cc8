/** Tests of ownership. */
package dev.meridian.backup.ownership;
