package org.careloop.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.LoadState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A person at a browser: signs in, clicks, takes pictures into {@code target/screenshots}. Takes the machine's own Chromium and downloads
 * none; where there is none, the test that asks for it is skipped and says so.
 */
public final class Browser implements AutoCloseable {

  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final List<String> FLAGS = List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync");

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;
  private final String address;
  private final List<String> complaints = new ArrayList<>();
  private final Set<Request> inFlight = new HashSet<>();
  private BrowserContext context;
  private Page page;

  private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium, String address) {
    this.playwright = playwright;
    this.chromium = chromium;
    this.address = address;
    newPerson();
  }

  /** A browser that looks at the program on this port. Skips the test where the machine has no Chromium. */
  public static Browser open(int port) {
    Path executable = Stream.of(System.getenv("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .filter(path -> path != null && Files.isExecutable(Path.of(path))).map(Path::of).findFirst().orElse(null);
    assumeTrue(executable != null,
        "No Chromium on this machine, so nothing was tried in a browser. Install the package chromium or name one in the environment as CHROMIUM.");
    Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    return new Browser(playwright,
        playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(executable).setArgs(FLAGS)), "http://localhost:" + port);
  }

  /** Somebody else at a fresh browser: no cookies, no storage. */
  public void newPerson() {
    if (context != null) {
      context.close();
    }
    context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1440, 900)
        .setTimezoneId("America/New_York").setLocale("en-US"));
    context.setDefaultTimeout(30_000);
    page = context.newPage();
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        complaints.add(message.text() + " " + message.location());
      }
    });
    page.onPageError(complaints::add);
    inFlight.clear();
    page.onRequest(request -> {
      // Pictures, the tab's icon above all, are not always said to be there.
      if (!List.of("image", "other").contains(request.resourceType())) {
        inFlight.add(request);
      }
    });
    page.onRequestFinished(inFlight::remove);
    page.onRequestFailed(inFlight::remove);
  }

  public Page page() {
    return page;
  }

  /** Errors that the browser reported since the page was opened, content policy violations among them. */
  public List<String> complaints() {
    return complaints;
  }

  public void go(String path) {
    inFlight.clear(); // What the page before had asked for is never answered.
    page.navigate(address + path);
  }

  /** Signs in by the form and waits for the page after it. */
  public void signIn(String user, String password) {
    go("/login");
    page.fill("#username", user);
    page.fill("#password", password);
    follow(page.locator("#sign-in"));
  }

  /** Clicks what leads to another page, and waits until that page is there: the old one would be taken for it. */
  public void follow(Locator link) {
    page.waitForNavigation(link::click);
  }

  /** Opens Tasklist and waits until its filters are there. */
  public void openTasklist() {
    go("/camunda/app/tasklist/default/");
    page.waitForSelector(".task-filters");
    settle();
  }

  /** The card of a task in Tasklist's list that shows this text. */
  public Locator card(String text) {
    return page.locator(".tasks-list .task").filter(new Locator.FilterOptions().setHasText(text)).first();
  }

  public void phone() {
    page.setViewportSize(390, 844);
  }

  /** Waits until the page has asked the program nothing for half a second. */
  public void settle() {
    page.waitForLoadState(LoadState.LOAD);
    for (int quiet = 0, rounds = 0; quiet < 5 && rounds < 200; rounds++) {
      page.waitForTimeout(100);
      quiet = inFlight.isEmpty() ? quiet + 1 : 0;
    }
  }

  /** Everything the page keeps in the browser's storage, by name. */
  public List<String> stored() {
    Object names = page.evaluate("() => Object.keys(localStorage)");
    return ((List<?>) names).stream().map(String::valueOf).toList();
  }

  /** Everything the page keeps in the browser, names and values, whether for this window or for good. */
  public String kept() {
    return String.valueOf(page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"));
  }

  /** Ends the session without the page knowing, as time would. */
  public void sessionEnds() {
    context.clearCookies();
  }

  /** A picture of the window, for people to look at. */
  public void picture(String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
  }

  @Override
  public void close() {
    context.close();
    chromium.close();
    playwright.close();
  }
}
