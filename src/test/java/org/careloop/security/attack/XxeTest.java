package org.careloop.security.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.repository.Deployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** XML that would make its reader fetch a file or an address. The markers: a file's content in an answer, a knock at a server of ours. */
class XxeTest extends Attack {

  private static final String KIND = "xxe";
  private static final String SECRET = "what-no-answer-may-hold";

  private final AtomicInteger knocks = new AtomicInteger();
  private HttpServer outside;
  private Path file;

  @BeforeEach
  void somethingToFetch() throws IOException {
    file = Path.of("target", "attack-secret.txt").toAbsolutePath();
    Files.createDirectories(file.getParent());
    Files.writeString(file, SECRET);
    outside = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    outside.createContext("/", exchange -> {
      knocks.incrementAndGet();
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    outside.start();
  }

  @AfterEach
  void closed() {
    outside.stop(0);
  }

  /** The beginnings of documents, each of which fetches something, or grows without end. */
  private List<String> prologues() {
    String there = "http://localhost:" + outside.getAddress().getPort();
    return List.of(
        "<!DOCTYPE d [<!ENTITY x SYSTEM \"" + file.toUri() + "\">]>",
        "<!DOCTYPE d [<!ENTITY x SYSTEM \"" + there + "/x\">]>",
        "<!DOCTYPE d SYSTEM \"" + there + "/d.dtd\" [<!ENTITY x \"y\">]>",
        "<!DOCTYPE d PUBLIC \"-//X//X\" \"" + there + "/d.dtd\" [<!ENTITY x \"y\">]>",
        "<!DOCTYPE d [<!ENTITY % p SYSTEM \"" + there + "/p\"> %p; <!ENTITY x \"y\">]>",
        "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaaaaaaaaaaaa\"><!ENTITY b \"" + "&a;".repeat(50) + "\"><!ENTITY c \"" + "&b;".repeat(50) + "\"><!ENTITY e \""
            + "&c;".repeat(50) + "\"><!ENTITY f \"" + "&e;".repeat(50) + "\"><!ENTITY x \"" + "&f;".repeat(50) + "\">]>");
  }

  private List<String> documents(String root) {
    return prologues().stream().map(prologue -> "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + prologue + root).toList();
  }

  private static final String DIAGRAM = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:camunda=\"http://camunda.org/schema/1.0/bpmn\" "
      + "targetNamespace=\"x\"><process id=\"attack\" name=\"&x;\" isExecutable=\"true\" camunda:historyTimeToLive=\"1\"><documentation>&x;</documentation>"
      + "<startEvent id=\"s\"/></process></definitions>";
  private static final String TABLE = "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" xmlns:camunda=\"http://camunda.org/schema/1.0/dmn\" "
      + "id=\"d\" name=\"&x;\" namespace=\"x\"><decision id=\"attack\" name=\"&x;\" camunda:historyTimeToLive=\"1\"><literalExpression><text>\"&x;\"</text>"
      + "</literalExpression></decision></definitions>";

  @Test
  void noModelFetchesAnything() {
    for (String[] model : List.of(new String[] {"attack.bpmn", DIAGRAM}, new String[] {"attack.dmn", TABLE})) {
      for (String document : documents(model[1])) {
        boolean taken = false;
        try {
          Deployment deployment = engine.getRepositoryService().createDeployment()
              .addInputStream(model[0], new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8))).deploy();
          taken = true;
          engine.getRepositoryService().deleteDeployment(deployment.getId(), true, true, true);
        } catch (RuntimeException refused) {
          assertThat(refused.toString()).doesNotContain(SECRET);
          assertThat(refused).isInstanceOfAny(ProcessEngineException.class, IllegalArgumentException.class);
        }
        attempt(KIND, document, taken || knocks.get() > 0);
      }
    }
  }

  @Test
  void noDoorReadsXml() {
    for (String document : documents("<Encounter xmlns=\"http://hl7.org/fhir\"><id value=\"x\"/><text>&x;</text></Encounter>")) {
      for (String path : List.of("/fhir", "/fhir/Encounter")) {
        for (String type : List.of("application/fhir+xml", "application/xml", "text/xml", "application/fhir+json")) {
          fetchesNothing(path + " " + type, request("integration", "POST", path, document, "Content-Type", type));
        }
      }
      for (String type : List.of("application/fhir+xml", "application/xml")) {
        fetchesNothing("the sandbox's record", request("coordinator", "POST", "/sandbox/fhir/Encounter", document, "Content-Type", type));
      }
    }
    for (String document : documents("<ADT_A01 xmlns=\"urn:hl7-org:v2xml\"><MSH><MSH.1>|</MSH.1><MSH.10>&x;</MSH.10></MSH></ADT_A01>")) {
      for (String type : List.of("application/hl7-v2", "text/plain", "application/hl7-v2+xml", "application/xml")) {
        fetchesNothing("HL7 as XML", request("integration", "POST", "/hl7/v2", document, "Content-Type", type));
      }
    }
    for (String document : documents("<d>&x;</d>")) {
      for (String path : List.of("/engine-rest/task", "/engine-rest/message", "/engine-rest/process-definition/key/two-tasks/start", "/camunda/api/engine/engine")) {
        fetchesNothing(path, request("admin", "POST", path, document, "Content-Type", "application/xml"));
      }
    }
  }

  private void fetchesNothing(String what, HttpResponse<String> answer) {
    attempt(KIND, what + " " + answer.statusCode() + " " + answer.body(),
        answer.statusCode() < 400 || knocks.get() > 0 || answer.body().contains(SECRET));
    tellsNothing(what, answer.body());
  }
}
