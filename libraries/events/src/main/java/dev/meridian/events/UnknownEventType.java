package dev.meridian.events;

/** This version of the contract doesn't know an event's type: it is parked, never fatal. */
public final class UnknownEventType extends RuntimeException {

  UnknownEventType(String wireName) {
    super("No event type of this version is called " + wireName);
  }
}
