package dev.meridian.backup.copy;

/** From one region to the one that it is paired with. */
record Route(String from, String to) {}
