@org.jspecify.annotations.NullMarked
package dev.meridian.postgres.page;
