package org.careloop.audit.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.camunda.bpm.engine.runtime.Job;
import org.careloop.audit.verify.Verifier;
import org.careloop.audit.verify.VerifyReport;
import org.careloop.security.WebTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;

/** An auditor takes cases away, and whoever gets them checks them without Careloop. */
class PacksTest extends WebTest {

  private static final Map<String, String> REVIEW = Map.of("purpose", "INTERNAL_REVIEW", "recipient", "", "note", "Quarterly review");

  @Autowired private JdbcTemplate jdbc;
  @Value("${careloop.audit.anchors}") private Path anchors;
  @TempDir private Path folder;

  @Test
  void anAuditorTakesACaseAndItProvesItselfToSomebodyWithoutCareloop() throws Exception {
    String root = dischargedCase();
    Session auditor = signIn("auditor");

    byte[] pdf = take(auditor, "/audit/cases/" + root + "/pack", ".pdf", REVIEW).body();
    assertThat(text(pdf)).contains("Evidence of a case", "Rivera, Maria", "100234", "LACE index", "Call patient", "Discharge transition", "case:" + root, "Review within the practice",
        "Quarterly review", "processes/discharge-transition.bpmn");

    HttpResponse<byte[]> answer = take(auditor, "/audit/cases/" + root + "/pack", ".zip", REVIEW);
    assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow()).contains("attachment").doesNotContain("Rivera", "100234");
    Map<String, byte[]> files = unzipped(answer.body());
    assertThat(files.keySet()).contains("README.txt", "case.pdf", "case.json", "fhir/bundle.json", "events.ndjson", "anchors.ndjson", "proofs.ndjson",
        "manifest.json", "manifest.sig").anyMatch(name -> name.matches("models/release-\\d+/processes/discharge-transition\\.bpmn"))
        .anyMatch(name -> name.startsWith("diagrams/01-")).anyMatch(name -> name.startsWith("keys/"));
    JsonNode manifest = new ObjectMapper().readTree(files.get("manifest.json"));
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(
        new String(files.get("keys/" + manifest.get("keyId").asText() + ".pem"), StandardCharsets.US_ASCII).replaceAll("-----[^-]*-----", "")))));
    signature.update(files.get("manifest.json"));
    assertThat(signature.verify(files.get("manifest.sig"))).as("the signature").isTrue();
    manifest.get("files").fields().forEachRemaining(file -> assertThat(sha256(files.get(file.getKey()))).as(file.getKey())
        .isEqualTo(file.getValue().get("sha256").asText()));
    assertThat(manifest.get("files").size()).isEqualTo(files.size() - 2);
    assertThat(new ObjectMapper().readTree(files.get("case.json")).at("/case/head/rootId").asText()).isEqualTo(root);
    assertThat(new ObjectMapper().readTree(files.get("case.json")).get("verified").asBoolean()).as("its chain when it was made").isTrue();
    assertThat(new String(files.get("README.txt"), StandardCharsets.UTF_8)).contains("openssl pkeyutl -verify", manifest.get("keyId").asText());

    Path archive = Files.write(folder.resolve("pack.zip"), answer.body());
    VerifyReport report = Verifier.ofExport(archive, anchors).verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.figures().events()).isPositive();

    Map<String, Object> recorded = jdbc.queryForMap("select * from careloop_export where case_id = ? and kind = 'PACK_ZIP'", root);
    assertThat(recorded).containsEntry("PERSON", "auditor").containsEntry("SHA256", sha256(answer.body())).containsEntry("PURPOSE", "INTERNAL_REVIEW");
    assertThat(jdbc.queryForObject("select count(*) from careloop_audit_event where chain = 'exports' and entries like ?", Integer.class,
        "%" + recorded.get("EXPORT_ID") + "%")).as("links of the exports' chain").isEqualTo(1);
    assertThat(jdbc.queryForObject("select count(*) from careloop_read_log where kind = 'EXPORT' and person = 'auditor' and patient_id = 'p100234'",
        Integer.class)).isEqualTo(2);
    assertThat(auditor.get("/audit/exports").body()).contains(sha256(answer.body()), sha256(pdf), "Quarterly review");
  }

  @Test
  void aListLeavesAsTableAndAsEventLogAndSaysWhatWasLookedFor() throws Exception {
    newCase("Maria Rivera · 1950-01-01 · 100234", 50);
    Session auditor = signIn("auditor");
    Map<String, String> form = new LinkedHashMap<>(REVIEW);
    form.put("protocol", "two-tasks");
    String csv = new String(take(auditor, "/audit/exports", "/cases.csv", form).body(), StandardCharsets.UTF_8);
    assertThat(csv).startsWith("case,business_key,").contains(",two-tasks,").doesNotContain("Rivera");
    String xes = new String(take(auditor, "/audit/exports", "/cases.xes", form).body(), StandardCharsets.UTF_8);
    assertThat(xes).contains("<log ", "value=\"Call the patient\"", "value=\"Two tasks\"").doesNotContain("Rivera");
    assertThat(jdbc.queryForList("select criteria from careloop_export where kind in ('CASES_CSV', 'CASES_XES')", String.class)).containsOnly("protocol two-tasks");
  }

  @Test
  void withoutAPurposeOrWithoutSayingWhoGetsItNothingLeaves() {
    String root = newCase("Nobody", 50).getProcessInstanceId();
    Session auditor = signIn("auditor");
    int before = exported();
    HttpResponse<byte[]> without = take(auditor, "/audit/cases/" + root + "/pack", ".pdf", Map.of("purpose", ""));
    assertThat(without.statusCode()).isEqualTo(400);
    assertThat(new String(without.body(), StandardCharsets.UTF_8)).contains("Say what the export is for.");
    HttpResponse<byte[]> outside = take(auditor, "/audit/cases/" + root + "/pack", ".zip", Map.of("purpose", "PAYER", "recipient", " "));
    assertThat(new String(outside.body(), StandardCharsets.UTF_8)).contains("Say who gets it");
    HttpResponse<byte[]> list = take(auditor, "/audit/exports", "/cases.csv", Map.of("purpose", "QUALITY", "from", "yesterday"));
    assertThat(list.statusCode()).isEqualTo(400);
    assertThat(exported()).isEqualTo(before);
  }

  @Test
  void nobodyButAnAuditorTakesAnything() {
    String root = newCase("Nobody", 50).getProcessInstanceId();
    int before = exported();
    for (String other : List.of("coordinator", "nurse", "lead", "privacy", "admin")) {
      Session session = signIn(other);
      String page = session.get("/account").body();
      for (String address : List.of("/audit/cases/" + root + "/pack.pdf", "/audit/cases/" + root + "/pack.zip", "/audit/exports/cases.csv", "/audit/exports/cases.xes")) {
        Map<String, String> form = new LinkedHashMap<>(REVIEW);
        form.put("_csrf", token(page));
        assertThat(session.post(address, form).statusCode()).as("%s for %s", address, other).isEqualTo(403);
      }
    }
    assertThat(signIn("auditor").post("/audit/cases/" + root + "/pack.pdf", REVIEW).statusCode()).as("from another site, without the token").isEqualTo(403);
    assertThat(exported()).isEqualTo(before);
  }

  private int exported() {
    return jdbc.queryForObject("select count(*) from careloop_export", Integer.class);
  }

  /** A patient is discharged, and the program works as far as it comes without people. */
  private String dischargedCase() {
    for (String news : List.of("A01", "A03")) {
      String message = get("coordinator", "/sandbox/messages/" + news + "?patient=100234").body();
      send(HttpRequest.newBuilder(address("/hl7/v2")).header("Content-Type", "application/hl7-v2")
          .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("integration:integration".getBytes(StandardCharsets.UTF_8)))
          .POST(HttpRequest.BodyPublishers.ofString(message)));
    }
    String root = engine.getRuntimeService().createProcessInstanceQuery().processDefinitionKey("discharge-transition").rootProcessInstances().list().stream()
        .findFirst().orElseThrow().getId();
    for (int round = 0; round < 30; round++) {
      List<Job> due = engine.getManagementService().createJobQuery().messages().withRetriesLeft().list();
      if (due.isEmpty()) {
        break;
      }
      due.forEach(job -> {
        try {
          engine.getManagementService().executeJob(job.getId());
        } catch (RuntimeException failedOrGone) {
          // A step that fails is part of the story.
        }
      });
    }
    return root;
  }

  private HttpResponse<byte[]> take(Session session, String page, String ending, Map<String, String> form) {
    Map<String, String> fields = new LinkedHashMap<>(form);
    fields.put("_csrf", token(session.get(page).body()));
    String body = fields.entrySet().stream().map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
    try {
      return HttpClient.newHttpClient().send(HttpRequest.newBuilder(address(page + ending)).header("Content-Type", "application/x-www-form-urlencoded")
          .header("Cookie", "JSESSIONID=" + session.cookie("JSESSIONID")).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, byte[]> unzipped(byte[] archive) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    return files;
  }

  private static String text(byte[] pdf) throws IOException {
    try (PDDocument paper = Loader.loadPDF(pdf)) {
      return new PDFTextStripper().getText(paper).replaceAll("\\s+", " ");
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
