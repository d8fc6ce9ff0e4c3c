package org.careloop.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.careloop.protocol.vetting.ModelSet;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.stereotype.Component;

/** The delegates that diagrams may name. A diagram in use that names one which is not here would fail on a patient; the start-up fails instead. */
@Component
class DelegateRegister {

  private final ListableBeanFactory beans;
  private final WaitingCases cases;

  DelegateRegister(ListableBeanFactory beans, WaitingCases cases) {
    this.beans = beans;
    this.cases = cases;
  }

  /** Throws, naming each with the cases that wait for it, when a diagram in force or of a case still open names a delegate that does not exist. */
  void refuseMissing(ModelSet inForce) {
    Collection<String> known = List.of(beans.getBeanNamesForType(JavaDelegate.class));
    List<String> missing = new ArrayList<>();
    inForce.files().forEach((path, content) -> {
      if (path.endsWith(".bpmn")) {
        Uses.of(content).delegates().stream().filter(name -> !known.contains(name))
            .forEach(name -> missing.add("%s names the delegate %s, which this program does not have".formatted(path, name)));
      }
    });
    cases.open().stream().flatMap(open -> open.uses().delegates().stream()).distinct().filter(name -> !known.contains(name)).sorted()
        .forEach(name -> missing.add("the delegate %s is needed by %s".formatted(name, String.join("; ", cases.callingDelegate(name)))));
    if (!missing.isEmpty()) {
      throw new IllegalStateException("Diagrams in use name delegates that do not exist. Put the delegate back or end the cases first:\n- "
          + String.join("\n- ", missing));
    }
  }
}
