package org.careloop.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;

/** An auditor at the browser who asks why a patient got a home visit, and who decided: from search to paper. Reads no code and no ids. */
final class Auditor {

  private final Browser browser;

  Auditor(Browser browser) {
    this.browser = browser;
  }

  /** From the search to the printed case, for a patient whose transition has ended. */
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
    findsTheRow();
    seesTheWay();
    readsTheForm();
    worksByKeyboard();
    prints();
    assertThat(browser.complaints()).isEmpty();
  }

  private void readsTheTimeline() {
    Locator begin = entry("The case began: Patient discharged");
    assertThat(begin.innerText()).contains("Brought by message ADT^A03", "HL7 over HTTP");
    assertThat(entry("Done: Arrange home visit").innerText()).contains("by coordinator (Care coordinators)", "What did the patient say?");
    assertThat(entry("Done: Visit patient at home").innerText()).contains("by nurse (Nurses)");
    int all = visibleEntries();
    for (Locator box : page().locator("#kinds input").all()) {
      box.setChecked("decision".equals(box.getAttribute("value")));
    }
    assertThat(visibleEntries()).isBetween(5, all - 1);
    for (Locator box : page().locator("#kinds input").all()) {
      box.check();
    }
  }

  /** Why: the row of the table of that version which asks for a visit within 48 hours. */
  private void findsTheRow() {
    Locator decided = entry("Decided: Plan transition");
    assertThat(decided.innerText()).contains("Home visit within (hours)", "Offer home visit?");
    decided.locator("a", new Locator.LocatorOptions().setHasText("The table")).click();
    Locator decision = page().locator(".decision", new Page.LocatorOptions().setHasText("Plan transition: Transition plan, version")).first();
    assertThat(decision.locator(".fired").first().innerText()).contains("Row ", "Home visit 48-72 h");
    decision.locator(":scope > details.drawn > summary").click();
    decision.locator(":scope > details.drawn td.hit").first().waitFor();
    assertThat(decision.locator(":scope > details.drawn .bjs-powered-by").isVisible()).isTrue();
    assertThat(decision.locator(":scope > details > summary", new Locator.LocatorOptions().setHasText("decisions it needed")).count()).isEqualTo(1);
    browser.picture("audit-decision");
  }

  private void seesTheWay() {
    Locator first = page().locator("details.sheet").first();
    assertThat(first.locator(".djs-shape.walked").count()).isGreaterThan(5);
    assertThat(first.locator(".djs-connection.walked").count()).isGreaterThan(5);
    assertThat(first.locator(".when-note").count()).isGreaterThan(4);
    assertThat(first.locator(".bjs-powered-by").isVisible()).isTrue();
    first.locator("nav a", new Locator.LocatorOptions().setHasText("Care through a transition")).click();
    Locator called = page().locator("details.sheet[open]").nth(1);
    called.locator(".diagram.drawn").waitFor();
    browser.picture("audit-diagram");
  }

  private void readsTheForm() {
    Locator form = page().locator("details.form", new Page.LocatorOptions().setHasText("Arrange home visit")).first();
    form.locator("summary").click();
    assertThat(form.innerText()).contains("What did the patient say?", "Accepts, another time agreed with the nurses", "Done by coordinator");
  }

  private void worksByKeyboard() {
    Locator summary = page().locator("#looks summary");
    summary.focus();
    page().keyboard().press("Enter");
    assertThat(page().locator("#looks table").innerText()).contains("nurse", "auditor");
  }

  private void prints() {
    byte[] paper = page().pdf(new Page.PdfOptions().setFormat("A4").setPreferCSSPageSize(true).setPath(Path.of("target", "screenshots", "audit-case.pdf")));
    assertThat(paper.length).isGreaterThan(50_000);
  }

  private int visibleEntries() {
    return page().locator("#entries > li:not([hidden])").count();
  }

  private Locator entry(String what) {
    return page().locator("#entries > li", new Page.LocatorOptions().setHasText(what)).first();
  }

  private Page page() {
    return browser.page();
  }
}
