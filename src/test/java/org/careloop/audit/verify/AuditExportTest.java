package org.careloop.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.careloop.audit.verify.AuditExport.About;
import org.careloop.audit.verify.VerifyReport.Finding;
import org.careloop.audit.verify.VerifyReport.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditExportTest {

  private static final Instant MADE = Instant.parse("2026-03-03T10:00:00Z");

  @TempDir private Path folder;
  private SmallHistory history;
  private Path zip;

  @BeforeEach
  void aSmallHistory() throws Exception {
    history = new SmallHistory(folder);
    history.someCase("c1");
    history.someCase("c2");
    history.anchor();
    history.someCase("c3");
    history.anchor();
    zip = folder.resolve("export.zip");
  }

  @AfterEach
  void over() {
    history.close();
  }

  @Test
  void aCaseIsExportedAndProvenWithoutTheDatabase() throws Exception {
    Manifest manifest = exportCase("c2");
    assertThat(manifest.scope()).isEqualTo("case:c2");
    assertThat(manifest.chains()).containsEntry("case:c2", Manifest.Rows.ALL);

    VerifyReport report = Verifier.ofExport(zip, history.anchors).verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.figures().rows()).isGreaterThanOrEqualTo(7);
    assertThat(report.figures().anchors()).isEqualTo(1);
    assertThat(text(zip, "anchors.ndjson") + text(zip, "proofs.ndjson")).as("other cases are nobody's business").doesNotContain("case:c1");
    assertThat(Verifier.ofExport(zip, null).verify().notices()).anyMatch(notice -> notice.contains("which the export itself brings along"));
  }

  @Test
  void aWholeDatabaseIsExportedAndProven() throws Exception {
    try (OutputStream out = Files.newOutputStream(zip)) {
      new AuditExport(history.database, ExportSigner.with(history.key)).writeWhole(out, new About(Manifest.WHOLE, "All", "auditor", MADE));
    }
    VerifyReport report = Verifier.ofExport(zip, history.anchors).verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.figures().anchors()).isEqualTo(2);
    assertThat(report.figures().rows()).isEqualTo(history.verify().figures().rows());
  }

  @Test
  void whatWasChangedInAnExportIsNamed() throws Exception {
    exportCase("c2");
    Path changed = rewritten(Map.of("rows/ACT_HI_VARINST.ndjson", text -> text.replace("said 1", "never")));
    VerifyReport report = Verifier.ofExport(changed, history.anchors).verify();
    assertThat(report.findings()).extracting(Finding::kind).contains(Kind.CHANGED);
    assertThat(report.findings()).anySatisfy(one -> assertThat(one).returns("file", Finding::table).returns("rows/ACT_HI_VARINST.ndjson", Finding::row));
    assertThat(report.findings()).anySatisfy(one -> assertThat(one).returns("ACT_HI_VARINST", Finding::table).returns("c2-1", Finding::row));

    Path manifest = rewritten(Map.of("manifest.json", text -> text.replace("auditor", "nobody!")));
    assertThat(Verifier.ofExport(manifest, history.anchors).verify().findings()).singleElement().returns("manifest.json", Finding::row);
    Path noEvents = rewritten(Map.of("events.ndjson", text -> text.lines().limit(2).reduce("", (a, b) -> a + b + "\n")));
    assertThat(Verifier.ofExport(noEvents, history.anchors).verify().findings()).anySatisfy(one -> assertThat(one).returns(Kind.TRUNCATED, Finding::kind));
  }

  @Test
  void aStrangersSignatureIsNotThePractices() throws Exception {
    try (OutputStream out = Files.newOutputStream(zip)) {
      AuditExport export = new AuditExport(history.database, ExportSigner.with(SmallHistory.newKey(MADE)));
      export.write(out, new About("case:c2", "Case", "auditor", MADE), export.partsOfCase("c2"), Map.of());
    }
    assertThat(Verifier.ofExport(zip, history.anchors).verify().findings()).singleElement().returns("manifest.json", Finding::row);
  }

  @Test
  void opensslSaysThatTheSignatureIsRight() throws Exception {
    exportCase("c2");
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (String name : List.of("manifest.json", "manifest.sig", "keys/" + history.key.keyId() + ".pem")) {
        Files.copy(file.getInputStream(file.getEntry(name)), folder.resolve(name.replace("keys/", "")));
      }
    }
    Process openssl;
    try {
      openssl = new ProcessBuilder("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", history.key.keyId() + ".pem", "-rawin", "-in", "manifest.json", "-sigfile",
          "manifest.sig").directory(folder.toFile()).redirectErrorStream(true).start();
    } catch (IOException notInstalled) {
      assumeThat(false).as("openssl is installed").isTrue();
      return;
    }
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).contains("Signature Verified Successfully");
    assertThat(openssl.waitFor()).isZero();
  }

  @Test
  void archivesMadeToDoHarmAreRefused() throws Exception {
    exportCase("c2");
    for (String name : List.of("../evil.json", "/etc/evil", "a/../../b", "rows\\x")) {
      Path slip = rewritten(Map.of(), name, "x".getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(() -> Verifier.ofExport(slip, null).verify()).as(name).isInstanceOf(ExportFile.Unreadable.class).hasMessageContaining("a file name");
    }
    Path bomb = rewritten(Map.of(), "bomb.bin", new byte[80 << 20]);
    assertThatThrownBy(() -> Verifier.ofExport(bomb, null).verify()).isInstanceOf(ExportFile.Unreadable.class).hasMessageContaining("too big");
    Path more = rewritten(Map.of(), "more.txt", new byte[3]);
    assertThat(Verifier.ofExport(more, null).verify().findings()).singleElement().returns(Kind.INSERTED, Finding::kind).returns("more.txt", Finding::row);
    Path none = Files.writeString(folder.resolve("none.zip"), "no archive");
    assertThatThrownBy(() -> Verifier.ofExport(none, null).verify()).isInstanceOf(ExportFile.Unreadable.class);
  }

  @Test
  void theCommandExportsAndVerifies() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Map<String, String> environment = Map.of("SPRING_DATASOURCE_USERNAME", "sa");
    List<String> arguments = List.of("--database", history.url, "--keys", history.keys.toString(), "--case", "MERCY:c2", zip.toString());
    assertThat(ExportCommand.run(arguments, environment, VerifierTest.print(out), System.err)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("case:c2", history.key.keyId());
    assertThat(ExportCommand.run(arguments, environment, VerifierTest.print(out), VerifierTest.print(out))).as("never overwrites").isEqualTo(2);
    out.reset();
    assertThat(VerifyCommand.run(List.of(zip.toString(), "--anchors", history.anchors.toString()), environment, VerifierTest.print(out), System.err)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("NOTHING FOUND", "Export export.zip");
  }

  private Manifest exportCase(String root) throws Exception {
    try (OutputStream out = Files.newOutputStream(zip)) {
      AuditExport export = new AuditExport(history.database, ExportSigner.with(history.key));
      return export.write(out, new About("case:" + root, "Case", "auditor", MADE), export.partsOfCase(root),
          Map.of("README.txt", file -> file.write("Read me.\n".getBytes(StandardCharsets.UTF_8))));
    }
  }

  private Path rewritten(Map<String, UnaryOperator<String>> changes) throws IOException {
    return rewritten(changes, null, null);
  }

  private Path rewritten(Map<String, UnaryOperator<String>> changes, String more, byte[] content) throws IOException {
    Path copy = Files.createTempFile(folder, "changed", ".zip");
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : java.util.Collections.list(file.entries())) {
        byte[] bytes = file.getInputStream(entry).readAllBytes();
        UnaryOperator<String> change = changes.get(entry.getName());
        files.put(entry.getName(), change == null ? bytes : change.apply(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
      }
    }
    if (more != null) {
      files.put(more, content);
    }
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(copy))) {
      for (var file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue());
        out.closeEntry();
      }
    }
    return copy;
  }

  private static String text(Path zip, String name) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      return new String(file.getInputStream(file.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
