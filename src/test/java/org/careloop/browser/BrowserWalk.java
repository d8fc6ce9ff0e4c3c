package org.careloop.browser;

import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.careloop.TestDatabase;
import org.careloop.security.WebTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * A way through the program as a new user goes it, in a browser. The engine works by itself; nothing here runs a job. Messages are sent at any
 * hour, so that it can be gone by night, too.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
    "careloop.sandbox.journal=", "careloop.hl7.mllp.port=0", "camunda.bpm.job-execution.wait-time-in-millis=200",
    "camunda.bpm.job-execution.max-wait=500", "careloop.messaging.quiet-hours.start=00:00", "careloop.messaging.quiet-hours.end=00:00"})
@DirtiesContext
@Tag(WebTest.OWN_PROGRAM)
abstract class BrowserWalk {

  @LocalServerPort protected int port;
  @Autowired protected ProcessEngine engine;

  protected Browser browser;
  protected TaskList taskList;
  protected Wires wires;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    TestDatabase.configure(registry, "walk");
  }

  @BeforeAll
  static void itIsNow() {
    ClockUtil.reset();
  }

  @AfterAll
  static void timeGoesOn() {
    ClockUtil.reset();
  }

  @BeforeEach
  void atTheBrowser() {
    wires = new Wires(port);
    browser = Browser.open(port);
    taskList = new TaskList(browser, engine);
  }

  @AfterEach
  void away() {
    if (browser != null) {
      browser.close();
    }
  }
}
