package org.careloop.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.WholeProgramTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A task is mapped from what its form leaves: a case can be ended before anybody has filled in the form. */
class TakenBackStepsTest extends WholeProgramTest {

  private static final String DIAGRAM = """
      <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="test">
        <message id="stopped" name="TestStopped"/>
        <process id="taken-back" isExecutable="true" camunda:historyTimeToLive="P1D">
          <startEvent id="begun"/>
          <sequenceFlow id="begunToAsk" sourceRef="begun" targetRef="ask"/>
          <userTask id="ask"><extensionElements><camunda:inputOutput>
            <camunda:outputParameter name="taken">${answer}</camunda:outputParameter>
          </camunda:inputOutput></extensionElements></userTask>
          <boundaryEvent id="stop" attachedToRef="ask"><messageEventDefinition messageRef="stopped"/></boundaryEvent>
          <sequenceFlow id="stopToEnded" sourceRef="stop" targetRef="ended"/>
          <endEvent id="ended"/>
          <sequenceFlow id="askToAnswered" sourceRef="ask" targetRef="answered"/>
          <endEvent id="answered"/>
        </process>
      </definitions>""";

  private ProcessInstance open;

  @BeforeAll
  void layDown() {
    repository.createDeployment().addString("taken-back.bpmn", DIAGRAM).deploy();
  }

  @BeforeEach
  void somebodyIsAsked() {
    open = runtime.startProcessInstanceByKey("taken-back");
  }

  @Test
  void whatTheFormLeavesIsMapped() {
    complete("ask", Map.of("answer", "yes"));
    assertThat(ends(open)).containsExactly("answered");
    assertThat(variable(open, "taken")).isEqualTo("yes");
  }

  @Test
  void aCompletedFormThatDoesNotLeaveItIsRefused() {
    assertThatThrownBy(() -> complete("ask", Map.of())).hasMessageContaining("answer");
    assertThat(openTasks()).containsExactly("ask");
  }

  @Test
  void newsEndsTheStepAndNothingIsMapped() {
    runtime.createMessageCorrelation("TestStopped").processInstanceId(open.getId()).correlate();
    assertThat(ends(open)).containsExactly("ended");
    assertThat(variable(open, "taken")).isNull();
  }

  @Test
  void aPersonEndsTheCase() {
    runtime.deleteProcessInstance(open.getId(), "entered in error");
    assertThat(openTasks()).isEmpty();
  }
}
