package org.careloop.engine.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;

/**
 * Has every diagram looked at before the engine parses it, also one that came into the database past the deployment. Comes before the parser
 * itself, since that makes objects of classes which a diagram names (form handlers); a parse listener would come after.
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
}
