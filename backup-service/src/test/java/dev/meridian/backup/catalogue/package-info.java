@org.jspecify.annotations.NullMarked
package dev.meridian.backup.catalogue;
