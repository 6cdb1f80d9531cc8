package dev.meridian.portal.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Where the portal listens: until access control comes, that decides who can use it. */
@Component
public class Listening {

  private static final Logger log = LoggerFactory.getLogger(Listening.class);

  private final String address;
  private final boolean loopback;

  Listening(@Value("${server.address:0.0.0.0}") String address) throws UnknownHostException {
    this.address = address;
    this.loopback = InetAddress.getByName(address).isLoopbackAddress();
  }

  /** Whether only this machine can reach it. */
  public boolean loopback() {
    return loopback;
  }

  /** For people. */
  public String notice() {
    return loopback
        ? "There is no sign-in yet: the portal listens on %s, so only this machine reaches it."
            .formatted(address)
        : ("There is no sign-in yet, and the portal listens on %s: everybody who reaches it can do"
                + " everything.")
            .formatted(address);
  }

  @EventListener
  void say(ServletWebServerInitializedEvent started) {
    log.info("The portal answers on port {}. {}", started.getWebServer().getPort(), notice());
  }
}
