package dev.meridian.events;

import java.util.regex.Pattern;

/** This version of the contract doesn't know an event's type: it is parked, never fatal. */
public final class UnknownEventType extends RuntimeException {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,200}");

  UnknownEventType(String wireName) {
    super(
        NAME.matcher(wireName).matches()
            ? "No event type of this version is called " + wireName
            : "ce_type isn't the name of an event type");
  }
}
