package org.careloop.engine.internal;

import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;

/**
 * Has every new deployment looked at before the engine reads it, whoever makes it. What the engine left out because it has it already is not
 * looked at again. Never changes a deployment: it goes in as it is or not at all.
 */
public final class DeploymentGate implements Deployer {

  /** What is asked; throws to refuse. */
  public interface Check {
    void check(String name, String source, Map<String, byte[]> resources);
  }

  private final Check check;

  public DeploymentGate(Check check) {
    this.check = check;
  }

  @Override
  public void deploy(DeploymentEntity deployment) {
    if (deployment.isNew()) {
      Map<String, byte[]> resources = new TreeMap<>();
      deployment.getResources().forEach((name, resource) -> resources.put(name, resource.getBytes()));
      check.check(deployment.getName(), deployment.getSource(), resources);
    }
  }
}
