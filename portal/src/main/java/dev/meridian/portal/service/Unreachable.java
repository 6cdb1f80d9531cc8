package dev.meridian.portal.service;

/** A service gave no answer that the portal understands; it may be down. */
public final class Unreachable extends RuntimeException {

  private final ServiceName service;

  Unreachable(ServiceName service, Throwable cause) {
    super("%s can't be reached".formatted(service.title()), cause);
    this.service = service;
  }

  /** Which one. */
  public ServiceName service() {
    return service;
  }
}
