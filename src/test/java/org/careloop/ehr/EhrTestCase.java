package org.careloop.ehr;

import java.util.Map;
import org.careloop.sandbox.ehr.RunningSandboxEhr;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.env.MockEnvironment;

/** A delegate of the EHR against the simulated EHR over HTTP, without engine and without Spring. */
abstract class EhrTestCase {

  protected RunningSandboxEhr sandbox;
  protected EhrSettings settings;
  protected Ehr ehr;

  @BeforeEach
  void open() {
    sandbox = new RunningSandboxEhr();
    settings = settings(sandbox.baseUrl(), Map.of());
    ehr = new Ehr(settings, RunningSandboxEhr.CONTEXT, new MockEnvironment());
  }

  @AfterEach
  void close() throws Exception {
    ehr.close();
    sandbox.close();
  }

  /** The settings as an administrator would write them. */
  static EhrSettings settings(String baseUrl, Map<String, String> more) {
    MapConfigurationPropertySource source = new MapConfigurationPropertySource(more);
    source.put("careloop.ehr.base-url", baseUrl);
    source.put("careloop.ehr.read-timeout", more.getOrDefault("careloop.ehr.read-timeout", "2s"));
    return new Binder(source).bindOrCreate("careloop.ehr", Bindable.of(EhrSettings.class));
  }

  /** Puts a resource into the simulated EHR under the id it has. */
  void given(Resource resource) {
    sandbox.store().update(resource, resource.getIdElement().getIdPart(), null);
  }
}
