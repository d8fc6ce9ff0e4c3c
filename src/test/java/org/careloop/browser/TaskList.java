package org.careloop.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.time.Duration;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.runtime.Job;

/** Tasklist as people use it: find the card of a patient's task, claim it, fill in its form, complete it. */
final class TaskList {

  static final Duration SOON = Duration.ofSeconds(90);

  private final Browser browser;
  private final ProcessEngine engine;

  TaskList(Browser browser, ProcessEngine engine) {
    this.browser = browser;
    this.engine = engine;
  }

  /** Somebody else at a fresh browser signs in and looks at the tasks of the team. */
  void as(String user) {
    browser.newPerson();
    browser.signIn(user, user);
    team();
  }

  void team() {
    browser.openTasklist();
    browser.page().locator(".task-filters").getByText("My team").click();
    browser.page().locator(".tasks-list .task").first().waitFor();
    browser.settle();
  }

  Locator card(String task, String patient) {
    return browser.page().locator(".tasks-list .task").filter(new Locator.FilterOptions().setHasText(task))
        .filter(new Locator.FilterOptions().setHasText(patient)).first();
  }

  /** The list shows what is due first, fifteen cards a page. */
  private void turnTo(String task, String patient) {
    Locator next = browser.page().locator(".pagination-next:not(.disabled) a");
    while (card(task, patient).count() == 0 && next.count() > 0) {
      next.first().click();
      browser.settle();
    }
  }

  Locator form() {
    return browser.page().locator(".fjs-form");
  }

  /** Opens the task's form, claims the task and returns the task's id. */
  String openForm(String task, String patient) {
    turnTo(task, patient);
    card(task, patient).click();
    form().waitFor();
    browser.settle();
    browser.page().getByText("Claim", new Page.GetByTextOptions().setExact(true)).first().click();
    browser.page().locator(".fjs-form input[type=radio]:enabled").first().waitFor();
    browser.settle();
    var found = engine.getTaskService().createTaskQuery().taskNameLike(task + "%").taskAssigneeLike("%").list();
    assertThat(found).as("claimed tasks called %s", task).hasSize(1);
    return found.get(0).getId();
  }

  // A required box has an asterisk in its label.
  void tick(String label) {
    Locator.GetByLabelOptions exactly = new Locator.GetByLabelOptions().setExact(true);
    form().getByLabel(label, exactly).or(form().getByLabel(label + "*", exactly)).first().check();
  }

  /** Gives every question of this form that offers it this answer. */
  void answerAll(String answer) {
    Locator choices = form().getByLabel(answer, new Locator.GetByLabelOptions().setExact(true));
    for (int i = 0; i < choices.count(); i++) {
      if (choices.nth(i).isVisible() && choices.nth(i).isEnabled()) {
        choices.nth(i).check();
      }
    }
  }

  void answer(String question, String answer) {
    form().locator(".fjs-form-field-radio").filter(new Locator.FilterOptions().setHasText(question))
        .getByLabel(answer, new Locator.GetByLabelOptions().setExact(true)).check();
  }

  // Left again at once: the date's own calendar must not cover the next field.
  void enter(String label, String value) {
    Locator field = form().getByLabel(label).first();
    field.fill(value);
    field.blur();
  }

  void choose(String label, String option) {
    Locator field = form().locator(".fjs-form-field-select").filter(new Locator.FilterOptions().setHasText(label));
    field.locator(".fjs-input-group").click();
    field.getByText(option, new Locator.GetByTextOptions().setExact(true)).click();
  }

  void complete(String task) {
    browser.page().getByText("Complete", new Page.GetByTextOptions().setExact(true)).first().click();
    await().atMost(SOON).untilAsserted(() -> assertThat(engine.getTaskService().createTaskQuery().taskId(task).count())
        .as(() -> "the form was refused: " + browser.page().locator("[notifications-panel]").first().innerText()).isZero());
    nothingIsLeftToDo();
  }

  /** Waits until no job is due any more; a step that failed and waits for its next try would not be. Two that crossed are no failure. */
  void nothingIsLeftToDo() {
    await().atMost(SOON).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
      assertThat(engine.getManagementService().createJobQuery().active().executable().list())
          .filteredOn(job -> job.getProcessInstanceId() != null).isEmpty();
      assertThat(engine.getManagementService().createJobQuery().withException().list()).filteredOn(TaskList::crossed).isEmpty();
    });
    assertThat(engine.getManagementService().createJobQuery().withException().list()).as("steps that failed").isEmpty();
  }

  private static boolean crossed(Job job) {
    return job.getExceptionMessage().startsWith("ENGINE-03005");
  }
}
