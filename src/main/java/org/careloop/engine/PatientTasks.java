package org.careloop.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.CompleteTaskCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.task.Task;
import org.careloop.engine.forms.FormCheck;
import org.careloop.engine.forms.FormCheck.Problem;
import org.careloop.engine.forms.PatientForm;
import org.careloop.engine.internal.DeployedForms;
import org.careloop.engine.internal.FormGuard;
import org.careloop.engine.internal.WhoCompletes;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The open tasks of one case that its patient may answer: which ones, by what form, and completing them as the patient. Answers are checked as
 * those of the care team are. Who the patient is has been found out before; here nobody is let in.
 */
@Component
public class PatientTasks {

  /**
   * One task that waits for an answer.
   *
   * @param form as a patient gets it
   * @param emptied names that the care team alone fills in: no value once a patient has answered
   * @param known what the case knows, plain values by name, and every other name of the form without a value
   */
  public record OpenTask(String taskId, String processInstanceId, JsonNode form, List<String> emptied, Map<String, Object> known) {}

  private final ProcessEngine engine;
  private final FormGuard forms;
  private final DeployedForms deployed;
  private final JdbcTemplate jdbc;
  private final Clock clock;

  PatientTasks(ProcessEngine engine, FormGuard forms, DeployedForms deployed, JdbcTemplate jdbc, Clock clock) {
    this.engine = engine;
    this.forms = forms;
    this.deployed = deployed;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Whether the case still runs. */
  public boolean isRunning(String caseId) {
    return jdbc.queryForObject("select count(*) from ACT_RU_EXECUTION where ID_ = ? and PARENT_ID_ is null", Integer.class, caseId) > 0;
  }

  /** Open tasks of this case and of this patient whose form is for this purpose, the oldest first. */
  public List<OpenTask> open(String caseId, String patientId, String purpose) {
    return jdbc.queryForList("""
        select t.ID_ from ACT_RU_TASK t join ACT_RU_EXECUTION p on p.ID_ = t.PROC_INST_ID_
        where p.ROOT_PROC_INST_ID_ = ? and t.SUSPENSION_STATE_ = 1 order by t.CREATE_TIME_, t.ID_""", String.class, caseId).stream()
        .map(this::read).flatMap(Optional::stream)
        .filter(task -> PatientForm.purpose(task.form()).equals(purpose) && Objects.equals(task.known().get("patientId"), patientId)).toList();
  }

  /** Whether the program itself has something to do in this case at this moment, which may bring the next task. */
  public boolean isAtWork(String caseId) {
    return jdbc.queryForObject("""
        select count(*) from ACT_RU_JOB j join ACT_RU_EXECUTION p on p.ID_ = j.PROCESS_INSTANCE_ID_
        where p.ROOT_PROC_INST_ID_ = ? and j.RETRIES_ > 0 and j.SUSPENSION_STATE_ = 1 and (j.DUEDATE_ is null or j.DUEDATE_ <= ?)""",
        Integer.class, caseId, Timestamp.from(clock.instant())) > 0;
  }

  /** The parts of the form that are to be seen once this is answered. */
  public List<JsonNode> shown(OpenTask task, Map<String, Object> answers) {
    return PatientForm.shown(task.form(), task.known(), answers, forms.expressions());
  }

  /** Whether a condition in the form holds. */
  public boolean holds(OpenTask task, String condition, Map<String, Object> answers) {
    return PatientForm.holds(condition, task.form(), task.known(), answers, forms.expressions());
  }

  /** What is wrong with the answers; empty for nothing. */
  public List<Problem> problems(OpenTask task, Map<String, Object> answers) {
    return FormCheck.byField(task.form(), answers, task.known(), forms.expressions(), LocalDate.now(clock));
  }

  /**
   * Completes the task as the patient.
   *
   * @param answers plain values by name
   * @param variables the same as the engine shall keep them
   * @return false where somebody else was first
   * @throws IllegalArgumentException where the form does not allow the answers
   */
  public boolean complete(OpenTask task, Map<String, Object> answers, Map<String, Object> variables) {
    if (!problems(task, answers).isEmpty()) {
      throw new IllegalArgumentException("The answers are not those that the form allows. Ask for the problems first.");
    }
    Map<String, Object> all = new HashMap<>(variables);
    task.emptied().forEach(name -> all.putIfAbsent(name, null));
    try {
      completeAsPatient(task.taskId(), all);
      return true;
    } catch (RuntimeException e) {
      if (isOpen(task.taskId())) {
        throw e;
      }
      return false;
    }
  }

  /** Leaves a sentence with the task, where whoever opens it reads it. No patient data. */
  public void remark(String taskId, String sentence) {
    Task task = engine.getTaskService().createTaskQuery().taskId(taskId).singleResult();
    String before = task == null ? null : Objects.requireNonNullElse(task.getDescription(), "");
    if (task != null && !before.contains(sentence)) {
      task.setDescription(before.isEmpty() ? sentence : before + "\n" + sentence);
      engine.getTaskService().saveTask(task);
    }
  }

  /** What the case itself (none of the processes it called) knows under this name, as a plain value; null for nothing. */
  public Object value(String caseId, String name) {
    return engine.getRuntimeService().createVariableInstanceQuery().processInstanceIdIn(caseId).variableName(name).disableCustomObjectDeserialization()
        .list().stream().findFirst().map(one -> FormGuard.plain(one.getTypedValue())).orElse(null);
  }

  private void completeAsPatient(String taskId, Map<String, Object> variables) {
    engine.getIdentityService().setAuthentication(WhoCompletes.PATIENT_BY_LINK, List.of());
    try {
      // A patient has no rights in the engine. The right to this one task was proved by the link.
      Command<Void> command = context -> context.runWithoutAuthorization(() -> {
        new CompleteTaskCmd(taskId, variables).execute(context);
        return null;
      });
      ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration()).getCommandExecutorTxRequired().execute(command);
    } finally {
      engine.getIdentityService().clearAuthentication();
    }
  }

  private boolean isOpen(String taskId) {
    return engine.getTaskService().createTaskQuery().taskId(taskId).count() > 0;
  }

  private Optional<OpenTask> read(String taskId) {
    Task task = engine.getTaskService().createTaskQuery().taskId(taskId).initializeFormKeys().singleResult();
    if (task == null || task.getCamundaFormRef() == null) {
      return Optional.empty();
    }
    JsonNode form = deployed.ofTask(engine, task);
    if (PatientForm.purpose(form).isEmpty()) {
      return Optional.empty();
    }
    // What the care team noted at an earlier attempt is not said again by a patient, and must hide nothing.
    Map<String, Object> known = PatientForm.unanswered(form);
    known.putAll(forms.known(taskId));
    List<String> emptied = PatientForm.keysOfTheCareTeam(form, known, forms.expressions());
    emptied.forEach(name -> known.put(name, null));
    return Optional.of(new OpenTask(taskId, task.getProcessInstanceId(), PatientForm.forPatient(form), emptied, known));
  }
}
