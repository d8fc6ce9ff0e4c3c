package org.careloop.security;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A patient at a browser without scripts: opens a link, fills in what the page asks, sends it. Sends what the page's own form would. */
public final class PatientAtHome {

  private static final Pattern HIDDEN = Pattern.compile("<input type=\"hidden\" name=\"(task|seen|lang)\"[^>]*value=\"([^\"]*)\"");
  private static final Pattern TITLE = Pattern.compile("<h1>([^<]*)</h1>");

  private final WebTest.Session browser;
  private final WebTest program;

  public PatientAtHome(WebTest program, WebTest.Session browser) {
    this.program = program;
    this.browser = browser;
  }

  public HttpResponse<String> knock(String token) {
    return browser.get("/p/" + token);
  }

  /** Opens the link and says when the patient was born; gives the page after it. */
  public HttpResponse<String> open(String token, int year, int month, int day) {
    return browser.get("/p/" + token).statusCode() != 200 ? browser.last() : born(token, year, month, day);
  }

  /** Answers the page that is open. */
  public HttpResponse<String> born(String token, int year, int month, int day) {
    return follow(post("/p/" + token, List.of("year", "" + year, "month", "" + month, "day", "" + day)));
  }

  /** Sends the form of the page that is open: name and value in turn. */
  public HttpResponse<String> send(String... answers) {
    return press("send", answers);
  }

  /** Presses another button of it. */
  public HttpResponse<String> press(String button, String... answers) {
    List<String> fields = new ArrayList<>(List.of("do", button));
    for (int i = 0; i < answers.length; i += 2) {
      fields.addAll(List.of("a." + answers[i], answers[i + 1]));
    }
    return follow(post("/p/page", fields));
  }

  public HttpResponse<String> page() {
    return browser.get("/p/page");
  }

  /** The heading of the last page. */
  public String heading() {
    Matcher title = TITLE.matcher(browser.last().body());
    return title.find() ? title.group(1) : browser.last().statusCode() + " " + browser.last().body();
  }

  public String body() {
    return browser.last().body();
  }

  public WebTest.Session browser() {
    return browser;
  }

  /** Posts fields, name and value in turn, with what is hidden in the page that is open. */
  public HttpResponse<String> post(String path, List<String> fields) {
    List<String> all = new ArrayList<>(fields);
    String page = browser.last().body();
    Matcher hidden = HIDDEN.matcher(page);
    while (hidden.find()) {
      all.addAll(List.of(hidden.group(1), hidden.group(2)));
    }
    if (page.contains("_csrf")) {
      all.addAll(List.of("_csrf", WebTest.token(page)));
    }
    return raw(path, all);
  }

  /** Posts these fields and no others. */
  public HttpResponse<String> raw(String path, List<String> fields) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < fields.size(); i += 2) {
      pairs.add(URLEncoder.encode(fields.get(i), StandardCharsets.UTF_8) + "=" + URLEncoder.encode(fields.get(i + 1), StandardCharsets.UTF_8));
    }
    return browser.exchange(HttpRequest.newBuilder(program.address(path)).header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "text/html").POST(HttpRequest.BodyPublishers.ofString(pairs.stream().collect(Collectors.joining("&")))));
  }

  private HttpResponse<String> follow(HttpResponse<String> answer) {
    return answer.statusCode() == 302 ? browser.get(answer.headers().firstValue("Location").orElseThrow().replaceFirst("^https?://[^/]+", "")) : answer;
  }
}
