package org.careloop.audit.chain;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.stereotype.Component;

/** This computer's name in the chain. */
@Component
class ThisNode {

  private static final int LONGEST = 100;

  private final String name;

  ThisNode(ChainSettings settings) {
    String given = settings.node().isBlank() ? hostName() : settings.node();
    this.name = Canon.plain(given.length() > LONGEST ? given.substring(0, LONGEST) : given);
  }

  String name() {
    return name;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
