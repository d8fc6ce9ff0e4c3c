package org.careloop.engine;

import java.util.Map;

/** Looks at what is about to be laid down in the engine, whoever lays it down: start-up, REST API, Cockpit or own code. Throws to refuse. */
public interface DeploymentCheck {

  /**
   * @param name name of the deployment, may be null
   * @param source source of the deployment, may be null
   * @param resources content by resource name
   */
  void check(String name, String source, Map<String, byte[]> resources);
}
