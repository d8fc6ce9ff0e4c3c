package org.careloop.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.careloop.audit.verify.Verifier;
import org.careloop.audit.verify.VerifyReport;

/** An auditor at the browser who asks why a patient got a home visit, and who decided: from search to paper. Reads no code and no ids. */
final class Auditor {

  private static final Path PICTURES = Path.of("target", "screenshots");

  private final Browser browser;
  private final Path anchors;

  /** @param anchors folder of the signed anchors outside the database, with which whoever gets the archive checks it */
  Auditor(Browser browser, Path anchors) {
    this.browser = browser;
    this.anchors = anchors;
  }

  /** From the search to the printed case, for a patient whose transition has ended. */
  void asksWhyThereWasAHomeVisit(String name) {
    browser.newPerson();
    browser.signIn("auditor", "auditor");
    findsTheCase(name);
    readsTheTimeline();
    findsTheRow();
    seesTheWay();
    readsTheForm();
    worksByKeyboard();
    prints();
    takesThePack(name);
    // dmn-js is built with a build of its renderer that says so in the console.
    assertThat(browser.complaints()).filteredOn(complaint -> !complaint.contains("development build of Inferno")).isEmpty();
  }

  private void findsTheCase(String name) {
    page().locator("a.card", with("Audit")).first().click();
    page().fill("#patient", name);
    page().locator("#outcome").selectOption("Transition complete");
    page().locator("form.search button").click();
    Locator found = page().locator("tbody a");
    found.first().waitFor();
    assertThat(found.count()).isEqualTo(1);
    assertThat(page().url()).endsWith("/audit").doesNotContainIgnoringCase(name);
    browser.picture("audit-search");
    found.click();
    page().locator(".diagram.drawn").first().waitFor();
    browser.picture("audit-case");
  }

  /** Who: which message began it, who arranged the visit with what answer, who made it. */
  private void readsTheTimeline() {
    assertThat(entry("The case began: Patient discharged").innerText()).contains("Brought by message ADT^A03", "HL7 over HTTP");
    assertThat(entry("Done: Arrange home visit").innerText()).contains("by coordinator (Care coordinators)", "What did the patient say?");
    assertThat(entry("Done: Visit patient at home").innerText()).contains("by nurse (Nurses)");
    int all = visibleEntries();
    for (Locator box : page().locator("#kinds input").all()) {
      box.setChecked("decision".equals(box.getAttribute("value")));
    }
    assertThat(visibleEntries()).isBetween(5, all - 1);
    for (Locator box : page().locator("#kinds input").all()) {
      box.setChecked(!"look".equals(box.getAttribute("value")));
    }
    assertThat(visibleEntries()).isEqualTo(all);
    Locator fold = entry("Began: Visit at home").locator("button.fold");
    fold.click();
    assertThat(entry("Done: Visit patient at home").isHidden()).isTrue();
    fold.click();
    assertThat(entry("Done: Visit patient at home").isVisible()).isTrue();
  }

  /** Why: the row of the table of that version which asks for a visit within 72 hours, in the list and as it is drawn. */
  private void findsTheRow() {
    Locator decided = entry("Decided: Plan transition");
    assertThat(decided.innerText()).contains("Home visit within (hours)", "Offer home visit?");
    decided.locator("a", in("The table")).click();
    Locator decision = page().locator(".decision", with("Plan transition: Transition plan, version")).first();
    assertThat(decision.locator(".fired").first().innerText()).contains("Row ", "Home visit in 48-72 h");
    Locator drawn = decision.locator(":scope > details.drawn");
    drawn.locator("summary").click();
    drawn.locator("td.hit").first().waitFor();
    assertThat(drawn.locator(".bjs-powered-by").isVisible()).as("the mark of bpmn.io, which its licence asks for").isTrue();
    assertThat(decision.locator(":scope > details > summary", in("decisions it needed")).count()).isEqualTo(1);
    browser.picture("audit-decision");
  }

  private void seesTheWay() {
    Locator first = page().locator("details.sheet").first();
    assertThat(first.locator(".djs-shape.walked").count()).isGreaterThan(5);
    assertThat(first.locator(".djs-connection.walked").count()).isGreaterThan(5);
    assertThat(first.locator("g.when-note").count()).isGreaterThan(4);
    assertThat(first.locator(".bjs-powered-by").isVisible()).as("the mark of bpmn.io, which its licence asks for").isTrue();
    first.locator("nav a", in("Care through a transition")).click();
    page().locator("details.sheet[open] .diagram.drawn").nth(1).waitFor();
    browser.picture("audit-diagram");
  }

  private void readsTheForm() {
    Locator form = page().locator("details.form", with("Arrange home visit")).first();
    form.locator("summary").click();
    assertThat(form.innerText()).contains("What did the patient say?", "Accepts, another time agreed with the nurses", "Done by coordinator");
  }

  private void worksByKeyboard() {
    page().locator("#looks summary").focus();
    page().keyboard().press("Enter");
    assertThat(page().locator("#looks table").innerText()).contains("nurse", "auditor");
  }

  private void prints() {
    byte[] paper = page().pdf(new Page.PdfOptions().setFormat("A4").setPreferCSSPageSize(true).setPath(PICTURES.resolve("audit-case.pdf")));
    assertThat(text(paper)).contains("Rivera, Maria", "by coordinator (Care coordinators)", "Home visit in 48", "Printed", "by auditor")
        .doesNotContain("Find another case");
  }

  /** The case as a file to read, and as one that proves itself. */
  private void takesThePack(String name) {
    page().locator("#actions a", with("Take this case away")).click();
    page().locator("#purpose").selectOption("INTERNAL_REVIEW");
    browser.picture("audit-pack");
    Download pdf = page().waitForDownload(() -> page().locator("#take-pdf").click());
    assertThat(pdf.suggestedFilename()).endsWith(".pdf").doesNotContainIgnoringCase(name);
    assertThat(text(bytes(pdf.path()))).contains("Rivera, Maria", "Arrange home visit", "coordinator", "Home visit in 48", "Review within the practice");
    Download archive = page().waitForDownload(() -> page().locator("#take-zip").click());
    assertThat(archive.suggestedFilename()).endsWith(".zip").doesNotContainIgnoringCase(name);
    VerifyReport report = verified(archive.path());
    assertThat(report.findings()).isEmpty();
    assertThat(report.figures().events()).isGreaterThan(50);
  }

  private VerifyReport verified(Path archive) {
    try {
      return Verifier.ofExport(archive, anchors).verify();
    } catch (IOException | SQLException e) {
      throw new AssertionError("The archive cannot be verified", e);
    }
  }

  private static String text(byte[] pdf) {
    try (PDDocument paper = Loader.loadPDF(pdf)) {
      return new PDFTextStripper().getText(paper).replaceAll("\\s+", " ");
    } catch (IOException e) {
      throw new AssertionError("No PDF that can be read", e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int visibleEntries() {
    return page().locator("#entries > li:not([hidden])").count();
  }

  private Locator entry(String what) {
    return page().locator("#entries > li", with(what)).first();
  }

  private static Page.LocatorOptions with(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private static Locator.LocatorOptions in(String text) {
    return new Locator.LocatorOptions().setHasText(text);
  }

  private Page page() {
    return browser.page();
  }
}
