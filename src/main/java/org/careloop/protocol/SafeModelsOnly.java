package org.careloop.protocol;

import java.util.Map;
import org.careloop.engine.DeploymentCheck;
import org.careloop.protocol.vetting.ModelsRefused;
import org.careloop.protocol.vetting.Vetting;
import org.springframework.stereotype.Component;

/**
 * Refuses the engine every file that could run code or reach data, whoever lays it down. The rules of the house are asked for the released set
 * as a whole, not here: a small diagram on its own may be incomplete, never unsafe.
 */
@Component
class SafeModelsOnly implements DeploymentCheck {

  private final Vetting vetting;

  SafeModelsOnly(Vetting vetting) {
    this.vetting = vetting;
  }

  @Override
  public void check(String name, String source, Map<String, byte[]> resources) {
    ModelsRefused.unlessClean(vetting.vetUnsafe(resources));
  }
}
