package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Camunda Modeler's Deploy button against the running program, request by request as Modeler 5 sends them, and what clinical leads see of it. */
class ProposalDoorTest extends WebTest {

  private static final String DOOR = "/engine-rest/deployment/create";
  private static final Pattern NUMBER = Pattern.compile("\"id\":\"proposal-(\\d+)\"");
  private static int version = 100;

  @Test
  void modelerFindsTheServerAndAsksForCredentials() {
    assertThat(get(null, "/engine-rest/deployment?maxResults=0").statusCode()).as("shows the fields for user and password").isEqualTo(401);
    assertThat(get("lead", "/engine-rest/deployment?maxResults=0").statusCode()).as("the connection is good").isEqualTo(200);
    var version = get("lead", "/engine-rest/version");
    assertThat(version.statusCode()).isEqualTo(200);
    assertThat(version.body()).as("Modeler reads this as JSON whatever the status").contains("\"version\":\"7.");
  }

  @Test
  void whatModelerDeploysBecomesAProposalAndNothingIsInForce() throws IOException {
    String tag = nextTag();
    var answer = deploy("lead", "patient-death", Map.of("patient-death.bpmn", withTag("processes/patient-death.bpmn", tag)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"name\":\"Proposal ", "not in force", "\"source\":\"Camunda Modeler\"", "\"deployedProcessDefinitions\":null",
        "\"tenantId\":null", "\"deploymentTime\":\"");
    assertThat(versions("patient-death")).doesNotContain(tag);
    String page = signIn("lead2").get("/protocols/proposals/" + number(answer)).body();
    assertThat(page).contains("version tag", tag, "waits for release", "Lea Lead (lead)", "As text");
  }

  @Test
  void aDiagramWithHandPickedFilesIsOneProposal() throws IOException {
    var files = new LinkedHashMap<String, byte[]>();
    files.put("patient-death.bpmn", withTag("processes/patient-death.bpmn", nextTag()));
    files.put("task-priority.dmn", withTag("decisions/task-priority.dmn", nextTag()));
    files.put("double-cases.form", Files.readAllBytes(Path.of("forms/double-cases.form")));
    var answer = deploy("lead", "two changes", files);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(signIn("lead").get("/protocols/proposals/" + number(answer)).body()).contains("processes/patient-death.bpmn", "decisions/task-priority.dmn")
        .doesNotContain("forms/double-cases.form");
  }

  @Test
  void aRefusalIsTheMessageThatModelerShows() throws IOException {
    String changed = Files.readString(Path.of("processes/patient-death.bpmn")).replaceFirst("</bpmn:documentation>", " x</bpmn:documentation>");
    var answer = deploy("lead", "no new tag", Map.of("patient-death.bpmn", changed.getBytes(StandardCharsets.UTF_8)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    assertThat(answer.body()).contains("\"type\":\"InvalidRequestException\"", "\"message\":\"Not taken as a proposal", "version tag", "Mend:");
    assertThat(signIn("lead").get("/protocols").body()).contains("refused by the checks");
  }

  @Test
  void aScriptInADiagramIsNamedAsUnsafe() throws IOException {
    String scripted = new String(withTag("processes/patient-death.bpmn", nextTag()), StandardCharsets.UTF_8).replaceFirst("<bpmn:endEvent",
        "<bpmn:scriptTask id=\"harm\" name=\"Harm\" scriptFormat=\"javascript\"><bpmn:script>1</bpmn:script></bpmn:scriptTask><bpmn:endEvent");
    var answer = deploy("lead", "script", Map.of("patient-death.bpmn", scripted.getBytes(StandardCharsets.UTF_8)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("UNSAFE", "harm", "nothing has changed");
  }

  @Test
  void whatIsInForceAlreadyIsNoChange() throws IOException {
    String path = "processes/transition-pathway.bpmn";
    var answer = deploy("lead", "again", Map.of("transition-pathway.bpmn", Files.readAllBytes(Path.of(path))));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("No change: everything posted is in force already");
  }

  @ParameterizedTest
  @CsvSource({"nurse, 403", "coordinator, 403", "auditor, 403", "admin, 403", "integration, 403"})
  void nobodyButAClinicalLeadProposes(String user, int status) throws IOException {
    assertThat(deploy(user, "t", Map.of("patient-death.bpmn", withTag("processes/patient-death.bpmn", nextTag()))).statusCode()).isEqualTo(status);
  }

  @Test
  void strangersProposeNothing() throws IOException {
    assertThat(deploy(null, "t", Map.of("patient-death.bpmn", new byte[0])).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/engine-rest/deployment/create/", "/engine-rest/engine/default/deployment/create/", "/engine-rest/engine/other/deployment/create",
      "/engine-rest/deployment/x/redeploy", "/engine-rest/deployment/create/x"})
  void noOtherAddressDeploys(String address) throws IOException {
    byte[] diagram = withTag("processes/patient-death.bpmn", nextTag());
    long before = engine.getRepositoryService().createDeploymentQuery().count();
    for (String user : List.of("lead", "admin")) {
      assertThat(deploy(user, address, "t", Map.of("patient-death.bpmn", diagram)).statusCode()).as(user).isEqualTo(403);
    }
    assertThat(engine.getRepositoryService().createDeploymentQuery().count()).isEqualTo(before);
  }

  @Test
  void nobodyDeletesWhatWasReleased() {
    String deployment = engine.getRepositoryService().createDeploymentQuery().deploymentSource("careloop").list().get(0).getId();
    for (String user : List.of("lead", "admin")) {
      assertThat(send(user, "DELETE", "/engine-rest/deployment/" + deployment + "?cascade=true", null).statusCode()).isEqualTo(403);
      assertThat(send(user, "DELETE", "/engine-rest/process-definition/key/patient-death", null).statusCode()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../patient-death.bpmn", "processes/../../x.bpmn", "evil.groovy", "patient-death.bpmn.html", "Patient Death.bpmn", "x.bpmn20.xml"})
  void aFileThatIsNoModelIsRefusedByName(String name) throws IOException {
    var answer = deploy("lead", "t", Map.of(name, Files.readAllBytes(Path.of("processes/patient-death.bpmn"))));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("Nothing was proposed", "expected the name");
  }

  @Test
  void tooMuchIsRefusedWithTheLimits() {
    var large = deploy("lead", "t", Map.of("large.bpmn", new byte[1024 * 1024 + 1]));
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body()).contains("larger than 1024 KB");
    var many = new LinkedHashMap<String, byte[]>();
    for (int i = 0; i < 41; i++) {
      many.put("form-%d.form".formatted(i), new byte[] {'{', '}'});
    }
    assertThat(deploy("lead", "t", many).body()).contains("41 files came, expected 40 at most");
  }

  @Test
  void aPostThatIsNoneIsRefusedInWords() {
    assertThat(post("lead", DOOR, "{}").body()).contains("expected multipart/form-data");
    assertThat(deploy("lead", "t", Map.of()).body()).contains("no diagram, table or form came");
  }

  @Test
  void aNameFromOutsideIsShownAsText() throws IOException {
    var answer = deploy("lead", "<script>alert(1)</script>", Map.of("patient-death.bpmn", withTag("processes/patient-death.bpmn", nextTag())));
    String page = signIn("lead").get("/protocols").body();
    assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;").doesNotContain("<script>alert");
    assertThat(page).contains("Proposal " + number(answer));
  }

  @Test
  void twoLeadsWhoReleaseAtTheSameMomentMakeOneRelease() throws Exception {
    String tag = nextTag();
    String address = "/protocols/proposals/" + number(deploy("lead", "merge",
        Map.of("patient-merge.bpmn", withTag("processes/patient-merge.bpmn", tag)))) + "/release";
    Session first = signIn("lead");
    Session second = signIn("lead2");
    String firstToken = token(first.get("/protocols/removal").body());
    String secondToken = token(second.get("/protocols/removal").body());
    int before = versions("patient-merge").size();
    var one = CompletableFuture.supplyAsync(() -> first.post(address, Map.of("_csrf", firstToken)));
    var two = CompletableFuture.supplyAsync(() -> second.post(address, Map.of("_csrf", secondToken)));
    assertThat(List.of(one.get().statusCode(), two.get().statusCode())).containsOnly(302);
    assertThat(versions("patient-merge")).hasSize(before + 1).contains(tag);
    assertThat(first.get("/protocols").body()).contains(tag, "Releases");
  }

  @Test
  void aLeadRejectsWithAReasonThatTheProposerReads() throws IOException {
    String address = "/protocols/proposals/" + number(deploy("lead", "reject me",
        Map.of("patient-death.bpmn", withTag("processes/patient-death.bpmn", nextTag()))));
    Session other = signIn("lead2");
    other.post(address + "/reject", Map.of("_csrf", token(other.get(address).body()), "reason", "Nurses are not told."));
    assertThat(signIn("lead").get(address).body()).contains("rejected", "Nurses are not told.", "Leo Lead (lead2)").doesNotContain(">Release<");
  }

  @Test
  void withoutItsTokenNoButtonWorks() throws IOException {
    String address = "/protocols/proposals/" + number(deploy("lead", "token",
        Map.of("patient-death.bpmn", withTag("processes/patient-death.bpmn", nextTag()))));
    for (String button : List.of("release", "reject", "withdraw", "comment")) {
      assertThat(signIn("lead").post(address + "/" + button, Map.of()).statusCode()).as(button).isEqualTo(403);
    }
    assertThat(signIn("lead").get(address).body()).contains("waits for release");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/protocols", "/protocols/removal", "/protocols/releases/1", "/protocols/proposals/1", "/protocols/releases/1/forms/manual-step.form"})
  void nobodyElseReadsThePages(String address) {
    for (String user : List.of("nurse", "auditor", "admin")) {
      assertThat(signIn(user).get(address).statusCode()).as(user).isEqualTo(403);
    }
  }

  @Test
  void aModelIsDownloadedToOpenItInModeler() throws IOException {
    var answer = signIn("lead").get("/protocols/releases/1/forms/manual-step.form");
    assertThat(answer.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=\"manual-step.form\"");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.body()).isEqualTo(Files.readString(Path.of("forms/manual-step.form")));
    assertThat(signIn("lead").get("/protocols/releases/1/forms/none.form").statusCode()).isEqualTo(404);
    assertThat(signIn("lead").get("/protocols/proposals/99999").statusCode()).isEqualTo(404);
  }

  @Test
  void removingWhatOthersUseIsRefusedOnThePage() {
    Session lead = signIn("lead");
    String token = token(lead.get("/protocols/removal").body());
    lead.post("/protocols/removal", Map.of("_csrf", token, "path", "forms/manual-step.form", "remark", "why not"));
    assertThat(lead.get("/protocols/removal").body()).contains("Not taken as a proposal", "manual-step");
  }

  private HttpResponse<String> deploy(String user, String name, Map<String, byte[]> files) {
    return deploy(user, DOOR, name, files);
  }

  private static String number(HttpResponse<String> answer) {
    Matcher number = NUMBER.matcher(answer.body());
    assertThat(number.find()).as(answer.body()).isTrue();
    return number.group(1);
  }

  private List<String> versions(String process) {
    List<String> tags = new ArrayList<>();
    engine.getRepositoryService().createProcessDefinitionQuery().processDefinitionKey(process).list().forEach(known -> tags.add(known.getVersionTag()));
    return tags;
  }

  private static byte[] withTag(String path, String tag) throws IOException {
    return Files.readString(Path.of(path)).replaceFirst("camunda:versionTag=\"[^\"]*\"", "camunda:versionTag=\"%s\"".formatted(tag))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String nextTag() {
    return "9.%d.0".formatted(++version);
  }
}
