package org.careloop.security.internal;

import org.camunda.bpm.engine.ProcessEngine;

/** Something that the engine's database must hold before anybody can reach it. Applied at each start, so it changes only what differs. */
public interface EngineSetUp {

  void apply(ProcessEngine engine);
}
