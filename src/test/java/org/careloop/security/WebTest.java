package org.careloop.security;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.value.ObjectValue;
import org.careloop.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The running program with a small protocol of one nurse's and one pharmacist's task, and requests as people and programs send them. Tests
 * that change no setting share the program; one that does takes the tag {@link #OWN_PROGRAM}, for Camunda's REST API finds one engine a
 * Java process only.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
    "camunda.bpm.job-execution.enabled=false", "careloop.sandbox.journal=", "careloop.hl7.mllp.port=0"})
public abstract class WebTest {

  /** Tag of a web test with settings of its own: it runs in a Java process of its own. */
  public static final String OWN_PROGRAM = "own-program";

  private static final String BOUNDARY = "----WebKitFormBoundaryK7rS2mVqXnB4";
  private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  @LocalServerPort protected int port;
  @Autowired protected ProcessEngine engine;

  private final HttpClient client = HttpClient.newHttpClient();

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    TestDatabase.configure(registry, "web");
  }

  @BeforeEach
  void smallProtocolIsDeployed() {
    if (engine.getRepositoryService().createProcessDefinitionQuery().processDefinitionKey("two-tasks").count() == 0) {
      var deployment = engine.getRepositoryService().createDeployment().name("small protocol");
      for (String file : List.of("two-tasks.bpmn", "all-fields.form", "start-fields.form")) {
        deployment.addClasspathResource("security/" + file);
      }
      deployment.deploy();
    }
  }

  /** A case of the small protocol, whose first task is a nurse's and due now. */
  protected Task newCase(String patientLabel, int priority) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("patientLabel", patientLabel);
    variables.put("intensity", priority >= 75 ? "high" : "standard");
    variables.put("taskPriority", priority);
    variables.put("dueAt", Date.from(Instant.now().plus(Duration.ofHours(1))));
    variables.put("caller", "Cora");
    variables.put("slotOptions", json(List.of(Map.of("label", "Mon 9:00", "value", "slot-1"), Map.of("label", "Tue 9:00", "value", "slot-2"))));
    variables.put("steps", json(List.of(Map.of("stepName", "first", "stepValue", ""))));
    var instance = engine.getRuntimeService().startProcessInstanceByKey("two-tasks", "H:" + System.nanoTime(), variables);
    return engine.getTaskService().createTaskQuery().processInstanceId(instance.getId()).singleResult();
  }

  protected Object variable(Task task, String name) {
    return engine.getHistoryService().createHistoricVariableInstanceQuery().processInstanceId(task.getProcessInstanceId()).variableName(name).list()
        .stream().findFirst().map(HistoricVariableInstance::getValue).orElse(null);
  }

  private static ObjectValue json(List<?> value) {
    return Variables.objectValue(new ArrayList<>(value)).serializationDataFormat(Variables.SerializationDataFormats.JSON).create();
  }

  @AfterEach
  protected void nobodyIsLeftSignedIn() {
    engine.getIdentityService().clearAuthentication();
    engine.getRuntimeService().createProcessInstanceQuery().rootProcessInstances().list().forEach(
        open -> engine.getRuntimeService().deleteProcessInstanceIfExists(open.getId(), "test over", true, true, false, true));
  }

  protected HttpResponse<String> get(String user, String path) {
    return send(user, "GET", path, null);
  }

  protected HttpResponse<String> post(String user, String path, String json) {
    return send(user, "POST", path, json);
  }

  /** Sends with HTTP Basic, the password being the user id; without any authentication for null. */
  protected HttpResponse<String> send(String user, String method, String path, String json) {
    return send(user, user, method, path, json);
  }

  protected HttpResponse<String> send(String user, String password, String method, String path, String json) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address(path));
    if (user != null) {
      String credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
      request.header("Authorization", "Basic " + credentials);
    }
    if (json != null) {
      request.header("Content-Type", "application/json");
    }
    return send(request.method(method, json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json)));
  }

  protected HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The body that Modeler's own form data makes: its fields first, then each file under its flat name, which is the field's name, too. */
  protected HttpResponse<String> deploy(String user, String address, String name, Map<String, byte[]> files) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    field(body, "deployment-name", name);
    field(body, "deployment-source", "Camunda Modeler");
    field(body, "enable-duplicate-filtering", "true");
    files.forEach((file, content) -> {
      body.writeBytes(("--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n".formatted(BOUNDARY, file, file,
          file.endsWith(".bpmn") ? "text/xml" : "application/octet-stream")).getBytes(StandardCharsets.UTF_8));
      body.writeBytes(content);
      body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    });
    body.writeBytes("--%s--\r\n".formatted(BOUNDARY).getBytes(StandardCharsets.UTF_8));
    HttpRequest.Builder request = HttpRequest.newBuilder(address(address)).header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
        .header("Accept", "application/json").header("Origin", "file://").POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
    if (user != null) {
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8)));
    }
    return send(request);
  }

  private static void field(ByteArrayOutputStream body, String name, String value) {
    body.writeBytes("--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n".formatted(BOUNDARY, name, value).getBytes(StandardCharsets.UTF_8));
  }

  protected URI address(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  /** A browser with its cookies, at which nobody has signed in. */
  protected Session stranger() {
    return new Session();
  }

  /** A browser with its cookies, signed in by the form. */
  protected Session signIn(String user) {
    return signIn(user, user);
  }

  protected Session signIn(String user, String password) {
    Session session = new Session();
    String page = session.get("/login").body();
    session.post("/login", Map.of("username", user, "password", password, "_csrf", token(page)));
    return session;
  }

  protected static String token(String page) {
    Matcher matcher = TOKEN.matcher(page);
    if (!matcher.find()) {
      throw new AssertionError("no CSRF token in the page");
    }
    return matcher.group(1);
  }

  /** Keeps cookies, follows nothing. */
  protected final class Session {

    private final Map<String, String> cookies = new LinkedHashMap<>();
    private HttpResponse<String> last;

    public HttpResponse<String> get(String path) {
      return exchange(HttpRequest.newBuilder(address(path)).header("Accept", "text/html,application/json").GET());
    }

    public HttpResponse<String> post(String path, Map<String, String> form) {
      String body = form.entrySet().stream()
          .map(field -> field.getKey() + "=" + java.net.URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
          .collect(Collectors.joining("&"));
      return exchange(HttpRequest.newBuilder(address(path)).header("Content-Type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** As Tasklist sends it, with Camunda's own token. */
    public HttpResponse<String> postJson(String path, String json) {
      return sendJson("POST", path, json);
    }

    /** As Tasklist sends it, with Camunda's own token. Without a body for null. */
    public HttpResponse<String> sendJson(String method, String path, String json) {
      HttpRequest.Builder request = HttpRequest.newBuilder(address(path)).header("Accept", "application/json")
          .method(method, json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json));
      if (json != null) {
        request.header("Content-Type", "application/json");
      }
      if (cookies.containsKey("XSRF-TOKEN")) {
        request.header("X-XSRF-TOKEN", cookies.get("XSRF-TOKEN"));
      }
      return exchange(request);
    }

    /** The value of a cookie; null where there is none. */
    public String cookie(String name) {
      return cookies.get(name);
    }

    public HttpResponse<String> last() {
      return last;
    }

    public List<String> setCookies() {
      return last.headers().allValues("Set-Cookie");
    }

    public HttpResponse<String> exchange(HttpRequest.Builder request) {
      if (!cookies.isEmpty()) {
        request.header("Cookie", cookies.entrySet().stream().map(cookie -> cookie.getKey() + "=" + cookie.getValue())
            .collect(Collectors.joining("; ")));
      }
      last = send(request);
      for (String cookie : last.headers().allValues("Set-Cookie")) {
        String[] pair = cookie.split(";", 2)[0].split("=", 2);
        if (pair[1].isEmpty()) {
          cookies.remove(pair[0]);
        } else {
          cookies.put(pair[0], pair[1]);
        }
      }
      return last;
    }
  }
}
