package org.careloop.engine.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;
import org.camunda.bpm.engine.impl.core.variable.mapping.IoMapping;
import org.camunda.bpm.engine.impl.core.variable.scope.AbstractVariableScope;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.runtime.PvmExecutionImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;

/**
 * Has every diagram looked at before the engine parses it, also one that came into the database past the deployment. Comes before the parser
 * itself, since that makes objects of classes which a diagram names (form handlers); a parse listener would come after. And lets a step that
 * is taken back leave nothing, so that no case is kept open by a mapping which reads what only a completed step leaves.
 */
public final class GuardedParse extends BpmnParse {

  private final DeploymentGate.Check check;
  private byte[] content;

  public GuardedParse(BpmnParser parser, DeploymentGate.Check check) {
    super(parser);
    this.check = check;
  }

  @Override
  public BpmnParse sourceInputStream(InputStream inputStream) {
    try {
      content = inputStream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("The diagram cannot be read from the database", e);
    }
    return super.sourceInputStream(new ByteArrayInputStream(content));
  }

  @Override
  public BpmnParse execute() {
    if (content == null) {
      throw new IllegalStateException("%s: a diagram is parsed from its deployment only".formatted(name));
    }
    check.check(deployment == null ? null : deployment.getName(), deployment == null ? null : deployment.getSource(), Map.of(name, content));
    return super.execute();
  }

  @Override
  protected void parseActivityInputOutput(Element activityElement, ActivityImpl activity) {
    super.parseActivityInputOutput(activityElement, activity);
    IoMapping mapping = activity.getIoMapping();
    if (mapping != null && !mapping.getOutputParameters().isEmpty()) {
      IoMapping ofCompletedSteps = new OfCompletedSteps();
      ofCompletedSteps.setInputParameters(mapping.getInputParameters());
      ofCompletedSteps.setOuputParameters(mapping.getOutputParameters());
      activity.setIoMapping(ofCompletedSteps);
    }
  }

  private static final class OfCompletedSteps extends IoMapping {

    @Override
    public void executeOutputParameters(AbstractVariableScope step) {
      if (!(step instanceof PvmExecutionImpl execution) || !execution.isCanceled()) {
        super.executeOutputParameters(step);
      }
    }
  }
}
