package org.careloop.security.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects sent for the program to build: serialized Java, JSON and XML that name a class, files and uploads that claim to be one. */
class DeserializationTest extends Attack {

  private static final String KIND = "deserialization";
  private static final String JAVA = "application/x-java-serialized-object";

  private String serialized;

  @BeforeEach
  void arm() throws IOException {
    Gadget.armed = false;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Gadget());
    }
    serialized = Base64.getEncoder().encodeToString(bytes.toByteArray());
    Gadget.armed = true;
  }

  @AfterEach
  void disarm() {
    Gadget.armed = false;
    System.clearProperty(MARKER);
  }

  /** Every way of naming a class that the engine's variables know. */
  private List<String> objects() {
    String gadget = Gadget.class.getName();
    return List.of(
        object(serialized, gadget, JAVA), object(serialized, "java.util.ArrayList", JAVA), object(serialized, null, JAVA),
        object("{\\\"name\\\":\\\"x\\\"}", gadget, "application/json"), object("[{\\\"name\\\":\\\"x\\\"}]", "java.util.ArrayList<" + gadget + ">", "application/json"),
        object("{\\\"a\\\":{\\\"name\\\":\\\"x\\\"}}", "java.util.HashMap<java.lang.String," + gadget + ">", "application/json"),
        object("[\\\"" + gadget + "\\\",{\\\"name\\\":\\\"x\\\"}]", "java.lang.Object", "application/json"),
        object("{\\\"@class\\\":\\\"" + gadget + "\\\",\\\"name\\\":\\\"x\\\"}", "java.util.HashMap", "application/json"),
        object("[{\\\"name\\\":\\\"x\\\"}]", gadget + "[]", "application/json"),
        object("<gadget><name>x</name></gadget>", gadget, "application/xml"),
        object("\\\"http://localhost:1/x.xml\\\"", "org.springframework.context.support.ClassPathXmlApplicationContext", "application/json"),
        object("{\\\"dataSourceName\\\":\\\"ldap://localhost:1/x\\\",\\\"autoCommit\\\":true}", "com.sun.rowset.JdbcRowSetImpl", "application/json"),
        "{\"type\":\"Bytes\",\"value\":\"" + serialized + "\",\"valueInfo\":{\"serializationDataFormat\":\"" + JAVA + "\"}}",
        "{\"type\":\"File\",\"value\":\"" + serialized + "\",\"valueInfo\":{\"filename\":\"x.ser\",\"mimetype\":\"" + JAVA + "\"}}",
        "{\"type\":\"Xml\",\"value\":\"<x/>\"}",
        "{\"type\":\"" + gadget + "\",\"value\":{\"name\":\"x\"}}");
  }

  @Test
  void noVariableBecomesAnObjectOfAClassThatItNames() {
    for (String object : objects()) {
      Task task = newCase("Doe, Jane · 1950-02-03", 50);
      String variables = "{\"variables\":{\"gadget\":" + object + "}}";
      for (String user : List.of("nurse", "admin")) {
        for (String action : List.of("complete", "submit-form", "resolve")) {
          notBuilt(user + " " + action, post(user, "/engine-rest/task/" + task.getId() + "/" + action, variables));
        }
      }
      String instance = "/engine-rest/process-instance/" + task.getProcessInstanceId();
      notBuilt("variable of a case", send("admin", "PUT", instance + "/variables/gadget", object));
      notBuilt("variables of a case", post("admin", instance + "/variables", "{\"modifications\":{\"gadget\":" + object + "}}"));
      notBuilt("local variable", send("admin", "PUT", "/engine-rest/execution/" + task.getProcessInstanceId() + "/localVariables/gadget", object));
      notBuilt("variable of a task", send("admin", "PUT", "/engine-rest/task/" + task.getId() + "/localVariables/gadget", object));
      notBuilt("start", post("admin", "/engine-rest/process-definition/key/two-tasks/start",
          "{\"variables\":{\"taskPriority\":{\"value\":50},\"gadget\":" + object + "}}"));
      notBuilt("message", post("admin", "/engine-rest/message",
          "{\"messageName\":\"x\",\"processVariables\":{\"gadget\":" + object + "},\"correlationKeys\":{\"gadget\":" + object + "}}"));
      notBuilt("signal", post("admin", "/engine-rest/signal", "{\"name\":\"x\",\"variables\":{\"gadget\":" + object + "}}"));
      notBuilt("condition", post("admin", "/engine-rest/condition", "{\"variables\":{\"gadget\":" + object + "}}"));
      notBuilt("external task", post("admin", "/engine-rest/external-task/none/complete",
          "{\"workerId\":\"w\",\"variables\":{\"gadget\":" + object + "}}"));
      notBuilt("many at once", post("admin", "/engine-rest/process-instance/variables-async",
          "{\"processInstanceIds\":[\"" + task.getProcessInstanceId() + "\"],\"variables\":{\"gadget\":" + object + "}}"));
      notBuilt("modification", post("admin", instance + "/modification",
          "{\"instructions\":[{\"type\":\"startBeforeActivity\",\"activityId\":\"callPatient\",\"variables\":{\"gadget\":" + object + "}}]}"));
      // What was stored all the same must not be built when it is read.
      notBuilt("reading", get("admin", instance + "/variables"));
      notBuilt("reading one", get("admin", instance + "/variables/gadget"));
      notBuilt("reading all", get("admin", "/engine-rest/variable-instance?maxResults=50&processInstanceIdIn=" + task.getProcessInstanceId()));
      notBuilt("reading history", get("auditor", "/engine-rest/history/variable-instance?maxResults=50&processInstanceId=" + task.getProcessInstanceId()));
      notBuilt("reading a form", get("nurse", "/engine-rest/task/" + task.getId() + "/form-variables"));
      nobodyIsLeftSignedIn();
    }
  }

  @Test
  void noUploadBecomesAnObject() {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    String raw = new String(Base64.getDecoder().decode(serialized), java.nio.charset.StandardCharsets.ISO_8859_1);
    for (String path : List.of("/process-instance/" + task.getProcessInstanceId() + "/variables/gadget/data",
        "/task/" + task.getId() + "/localVariables/gadget/data", "/task/" + task.getId() + "/variables/gadget/data",
        "/execution/" + task.getProcessInstanceId() + "/localVariables/gadget/data")) {
      for (String[] parts : List.of(
          new String[] {"application/json", "{\"name\":\"x\"}", "type", Gadget.class.getName()},
          new String[] {"application/json", "[{\"name\":\"x\"}]", "type", "java.util.ArrayList<" + Gadget.class.getName() + ">"},
          new String[] {JAVA, raw, "type", Gadget.class.getName()},
          new String[] {JAVA, raw, "valueType", "Object"},
          new String[] {"application/octet-stream", raw, "valueType", "Bytes"},
          new String[] {"application/octet-stream", raw, "valueType", "File"})) {
        String body = "--x\r\nContent-Disposition: form-data; name=\"data\"; filename=\"x\"\r\nContent-Type: %s\r\n\r\n%s\r\n--x\r\n"
            .formatted(parts[0], parts[1]) + "Content-Disposition: form-data; name=\"%s\"\r\nContent-Type: text/plain\r\n\r\n%s\r\n--x--\r\n"
            .formatted(parts[2], parts[3]);
        for (String user : List.of("nurse", "admin")) {
          HttpResponse<String> answer = request(user, "POST", "/engine-rest" + path, body, "Content-Type", "multipart/form-data; boundary=x");
          notBuilt(path + " " + parts[2] + " " + parts[3], answer);
          if (user.equals("nurse")) {
            assertThat(answer.statusCode()).isEqualTo(403);
          }
        }
        notBuilt("reading", get("admin", "/engine-rest/process-instance/" + task.getProcessInstanceId() + "/variables"));
      }
    }
    assertThat(engine.getRuntimeService().getVariables(task.getProcessInstanceId(), List.of("patientLabel"))).isEqualTo(
        Map.of("patientLabel", "Doe, Jane · 1950-02-03"));
  }

  @Test
  void noDoorTakesSerializedJava() {
    String raw = new String(Base64.getDecoder().decode(serialized), java.nio.charset.StandardCharsets.ISO_8859_1);
    for (String path : List.of("/hl7/v2", "/fhir", "/fhir/Encounter", "/engine-rest/message", "/engine-rest/task", "/sandbox/fhir/Patient", "/sandbox/sms")) {
      for (String user : List.of("integration", "admin")) {
        HttpResponse<String> answer = request(user, "POST", path, raw, "Content-Type", JAVA);
        attempt(KIND, path + " " + answer.statusCode(), System.getProperty(MARKER) != null || answer.statusCode() < 400);
        tellsNothing(path, answer.body());
      }
    }
  }

  private void notBuilt(String what, HttpResponse<String> answer) {
    attempt(KIND, what + " " + answer.statusCode() + " " + answer.body(), System.getProperty(MARKER) != null);
    tellsNothing(what, answer.body());
  }

  private static String object(String value, String type, String format) {
    String info = (type == null ? "" : "\"objectTypeName\":\"" + type + "\",") + "\"serializationDataFormat\":\"" + format + "\"";
    return "{\"type\":\"Object\",\"value\":\"" + value + "\",\"valueInfo\":{" + info + "}}";
  }
}
