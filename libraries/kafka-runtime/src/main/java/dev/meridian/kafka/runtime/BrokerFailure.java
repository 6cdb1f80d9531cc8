package dev.meridian.kafka.runtime;

/**
 * The broker did not start. The message tells what it wrote last, and its cause if it is one of the
 * usual ones.
 */
public final class BrokerFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BrokerFailure(String message) {
    super(message);
  }

  BrokerFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
