package org.careloop.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

/** An auditor at the browser who asks why a patient got a home visit: finds the case and reads what happened. Reads no code and no ids. */
final class Auditor {

  private final Browser browser;

  Auditor(Browser browser) {
    this.browser = browser;
  }

  /** From the search to the timeline, for a patient whose transition has ended. */
  void asksWhyThereWasAHomeVisit(String name) {
    browser.newPerson();
    browser.signIn("auditor", "auditor");
    page().locator("a.card", new Page.LocatorOptions().setHasText("Audit")).first().click();
    page().fill("#patient", name);
    page().locator("#outcome").selectOption("Transition complete");
    page().locator("form.search button").click();
    assertThat(page().url()).endsWith("/audit").doesNotContainIgnoringCase(name);
    assertThat(page().locator("tbody tr")).satisfies(rows -> assertThat(rows.count()).isEqualTo(1));
    browser.picture("audit-search");
    page().locator("tbody a").click();
    page().locator(".diagram.drawn").first().waitFor();
    browser.picture("audit-case");
    readsTheTimeline();
    assertThat(browser.complaints()).isEmpty();
  }

  private void readsTheTimeline() {
    Locator begin = entry("The case began: Patient discharged");
    assertThat(begin.innerText()).contains("Brought by message ADT^A03", "HL7 over HTTP");
    assertThat(entry("Done: Arrange home visit").innerText()).contains("by coordinator (Care coordinators)", "What did the patient say?");
    assertThat(entry("Done: Visit patient at home").innerText()).contains("by nurse (Nurses)");
  }

  private Locator entry(String what) {
    return page().locator("#entries > li", new Page.LocatorOptions().setHasText(what)).first();
  }

  private Page page() {
    return browser.page();
  }
}
