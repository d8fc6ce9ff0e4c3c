package org.careloop.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.portal.HomePages;
import org.careloop.sandbox.Sink;
import org.careloop.security.WebTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A patient with a telephone in the hand, or with a keyboard alone: contrast, sizes, labels and the way through, as a browser has them. */
class PatientBrowserTest extends WebTest {

  @Autowired private Sink sink;

  private Browser browser;
  private ProcessInstance maria;

  @BeforeEach
  void atTheBrowser() {
    ClockUtil.reset();
    HomePages.deploy(engine);
    maria = HomePages.start(engine, HomePages.MARIA);
    browser = Browser.open(port);
    browser.phone();
  }

  @AfterEach
  void away() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void aPatientAnswersOnATelephoneAndIsShownHelp() {
    open("screening", "es");
    Page page = browser.page();
    accessible("questions");
    browser.picture("patient-question");
    page.getByText("Enviar y continuar").click();
    page.waitForFunction("() => document.activeElement.className === 'problems'"); // What is wrong is read first.
    accessible("problems");
    browser.picture("patient-problems");
    page.locator(".problems a").first().click();
    assertThat(page.evaluate("() => document.activeElement.id")).as("a problem leads to its field").isEqualTo("f0-0");
    page.getByLabel("Ningún día").first().check();
    page.locator("fieldset").nth(1).getByLabel("Varios días").check();
    page.getByText("Enviar y continuar").last().click();
    page.getByText("No tiene que pasar por esto a solas").waitFor();
    accessible("help");
    browser.picture("patient-help");
    page.locator(".quiet").first().click();
    page.getByText("You do not have to be alone with this").waitFor();
    page.getByLabel("Falling").check();
    page.getByLabel("With whom do you live?").selectOption("alone");
    page.getByText("Send and continue").last().click();
    page.getByLabel("How often did you fall").waitFor();
    assertThat(page.getByLabel("Falling").isChecked()).isTrue();
    accessible("day");
    browser.picture("patient-day");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void everythingIsDoneByKeyboardAlone() {
    String token = HomePages.send(engine, sink, maria, "consent", "sms", "es", null);
    browser.go("/p/" + token + "?lang=en");
    Page page = browser.page();
    accessible("door");
    browser.picture("patient-door");
    press("Tab");
    assertThat(page.evaluate("() => document.activeElement.textContent")).isEqualTo("Skip to the content");
    press("Tab", "Tab");
    page.keyboard().type("3");
    press("Tab");
    page.keyboard().type("2");
    press("Tab");
    page.keyboard().type("1948");
    press("Enter");
    page.getByText("Do you agree?").waitFor();
    press("Tab", "Tab", "Tab");
    press(" ");
    press("Tab", " ", "Tab", "Enter");
    page.getByText("Thank you").first().waitFor();
    assertThat(engine.getTaskService().createTaskQuery().processInstanceId(maria.getId()).taskDefinitionKey("askConsent").count()).isZero();
    accessible("thanks");
    browser.picture("patient-thanks");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aPlanIsReadAtTwiceTheSizeAndInTheDark() {
    open("plan", "en");
    Page page = browser.page();
    accessible("plan");
    browser.picture("patient-plan");
    page.setViewportSize(195, 422); // 200 % on the same telephone
    assertThat(overflow()).as("a second scroll bar at 200 percent").isLessThanOrEqualTo(1);
    browser.picture("patient-plan-200");
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(com.microsoft.playwright.options.ColorScheme.DARK));
    browser.phone();
    accessible("plan in the dark");
    browser.picture("patient-plan-dark");
    assertThat(page.locator("[data-print]").isVisible()).isTrue();
    page.getByText("I have read it").click();
    page.getByText("Thank you for telling us").waitFor();
    browser.go("/p/nothing");
    accessible("a link that does not work");
    browser.picture("patient-altered");
  }

  private void open(String purpose, String language) {
    String token = HomePages.send(engine, sink, maria, purpose, "sms", language, null);
    browser.go("/p/" + token);
    Page page = browser.page();
    page.fill("#month", "3");
    page.fill("#day", "2");
    page.fill("#year", "1948");
    browser.follow(page.locator("main button"));
  }

  private void press(String... keys) {
    for (String key : keys) {
      browser.page().keyboard().press(key.equals(" ") ? "Space" : key);
    }
  }

  private int overflow() {
    return ((Number) browser.page().evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).intValue();
  }

  /** What can be measured of WCAG 2.1 AA: contrast of every text, size of every target, a name for every field, one heading, a language, no scrolling sideways. */
  private void accessible(String what) {
    Page page = browser.page();
    assertThat(overflow()).as("%s: scrolls sideways", what).isLessThanOrEqualTo(1);
    @SuppressWarnings("unchecked")
    Map<String, List<String>> found = (Map<String, List<String>>) page.evaluate(CHECKS);
    assertThat(found).as(what).allSatisfy((kind, findings) -> assertThat(findings).as("%s: %s", what, kind).isEmpty());
  }

  private static final String CHECKS = """
      () => {
        const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const rgba = color => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
          const data = canvas.getImageData(0, 0, 1, 1).data; return [data[0], data[1], data[2], data[3] / 255]; };
        const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
        const behind = element => { const layers = [];
          for (let e = element; e; e = e.parentElement) { layers.push(rgba(getComputedStyle(e).backgroundColor)); }
          return layers.reverse().reduce((below, layer) => over(layer, below), matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18, 1] : [255, 255, 255, 1]); };
        const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
        const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
        const seen = e => { const box = e.getBoundingClientRect(); return box.width > 1 && box.height > 1 && getComputedStyle(e).visibility === 'visible'; };
        const all = [...document.querySelectorAll('body *')].filter(seen);
        const contrast = all.filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
          .filter(e => { const below = behind(e); return ratio(over(rgba(getComputedStyle(e).color), below), below) < 4.5; })
          .map(e => e.tagName + ' ' + e.textContent.trim().slice(0, 40));
        const targets = all.filter(e => e.matches('button, .button, footer a, .choice, input:not([type=radio], [type=checkbox], [type=hidden]), select, textarea'))
          .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 80));
        const names = all.filter(e => e.matches('input:not([type=hidden]), select, textarea')).filter(e => !e.labels || e.labels.length === 0).map(e => e.outerHTML.slice(0, 80));
        const groups = [...document.querySelectorAll('fieldset')].filter(e => !e.querySelector('legend')).map(e => e.outerHTML.slice(0, 80));
        const broken = [...document.querySelectorAll('[aria-describedby], [aria-labelledby]')].flatMap(e => ((e.getAttribute('aria-describedby') || '') + ' ' +
          (e.getAttribute('aria-labelledby') || '')).trim().split(/\\s+/).filter(id => id && !document.getElementById(id) && id !== 'born-error'));
        const ids = [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, at, list) => list.indexOf(id) !== at);
        const page = [document.querySelectorAll('h1').length === 1 || 'not one h1', !!document.documentElement.lang || 'no language', !!document.title || 'no title',
          document.querySelectorAll('main').length === 1 || 'not one main'].filter(x => x !== true);
        return { contrast, targets, names, groups, broken, ids, page };
      }""";
}
