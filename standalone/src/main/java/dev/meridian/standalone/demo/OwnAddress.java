package dev.meridian.standalone.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/** Which of its addresses this machine uses to reach another one. */
final class OwnAddress {

  private OwnAddress() {}

  /** Nothing is sent: a datagram socket that is connected only asks the routes. */
  static String towards(String host, int port) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(host, port));
      return socket.getLocalAddress().getHostAddress();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot tell the own address towards " + host, e);
    }
  }
}
