package org.careloop.audit.packs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.careloop.audit.chain.KeysInUse;
import org.careloop.audit.packs.ModelsInForce.Release;
import org.careloop.audit.story.CaseStory;
import org.careloop.audit.verify.AuditExport;
import org.careloop.audit.verify.AuditExport.About;
import org.careloop.audit.verify.AuditExport.Content;
import org.careloop.audit.verify.ExportSigner;
import org.careloop.trail.CaseMarks;
import org.careloop.trail.ChainProof;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Makes a case into something to hand over: one PDF, or the signed archive with the PDF, the data, the models and the chain itself. Anchors what is
 * there first, so that the newest link is provable. Keeps no file and records nothing; that is whose job it is to hand the pack out.
 */
@Component
class CasePack {

  private final DataSource database;
  private final ChainState chain;
  private final ChainProof proof;
  private final List<CaseMarks> standing;
  private final KeysInUse keys;
  private final ModelsInForce modelsInForce;
  private final CasePdf pdf;
  private final CaseFhir fhir;
  private final ZoneId zone;

  CasePack(DataSource database, ChainState chain, ChainProof proof, List<CaseMarks> standing, KeysInUse keys, ModelsInForce modelsInForce, CasePdf pdf,
      CaseFhir fhir, @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.database = database;
    this.chain = chain;
    this.proof = proof;
    this.standing = standing;
    this.keys = keys;
    this.modelsInForce = modelsInForce;
    this.pdf = pdf;
    this.fhir = fhir;
    this.zone = zone;
  }

  void writePdf(CaseStory story, Request request, OutputStream out) throws IOException {
    List<Model> models = modelsInForce.of(story);
    pdf.write(facts(story, request, models), story, models, out);
  }

  void writeArchive(CaseStory story, Request request, OutputStream out) throws IOException {
    List<Model> models = modelsInForce.of(story);
    PackFacts facts = facts(story, request, models);
    ExportSigner signer = ExportSigner.with(keys.current());
    Map<Model, String> names = names(models);
    Map<String, Content> files = new LinkedHashMap<>();
    files.put("README.txt", text(PackReadme.text(facts, new PackWords(zone, story).stamp(request.at()) + " (" + zone + ")", signer.keyId())));
    ByteArrayOutputStream paper = new ByteArrayOutputStream();
    pdf.write(facts, story, models, paper);
    files.put("case.pdf", paper::writeTo);
    byte[] json = CaseJson.of(facts, story, models, names);
    files.put("case.json", file -> file.write(json));
    files.put("fhir/bundle.json", text(fhir.json(story, request.at())));
    PackWords words = new PackWords(zone, story);
    for (int i = 0; i < story.drawings().size(); i++) {
      DrawnDiagram drawn = DrawnDiagram.of(story.drawings().get(i), words);
      files.put("diagrams/%02d-%s.svg".formatted(i + 1, plain(story.drawings().get(i).name())), text(drawn.drawing().svg()));
    }
    names.forEach((model, name) -> files.put(name, file -> file.write(model.content())));
    AuditExport export = new AuditExport(database, signer);
    String root = story.head().rootId();
    try {
      export.write(out, new About("case:" + root, "Evidence of a case of " + story.head().protocolName(), request.person(), request.at()),
          export.partsOfCase(root), files);
    } catch (SQLException e) {
      throw new IllegalStateException("The chain of case %s cannot be read. An administrator must look at the database.".formatted(root), e);
    }
  }

  private PackFacts facts(CaseStory story, Request request, List<Model> models) {
    PackWords words = new PackWords(zone, story);
    String root = story.head().rootId();
    return new PackFacts(request.id(), story.head(), request.at(), request.person(), request.purpose().label(), request.recipient(), request.note(),
        modelsInForce.releases(models).stream().filter(release -> release.number() != null).map(release -> inWords(release, words)).toList(),
        words.summary(story, request.at()), standing.stream().flatMap(one -> one.of(root).stream()).toList(), chain.anchored("case:" + root),
        proof.trouble("case:" + root).orElse(null));
  }

  private static String inWords(Release release, PackWords words) {
    return "Release %d of %s, released by %s, set %s…".formatted(release.number(), words.stamp(release.at()), release.by(),
        release.setSha256().substring(0, 16));
  }

  // Releases first by their number; what came by none is numbered here.
  private Map<Model, String> names(List<Model> models) {
    Map<String, String> folders = new LinkedHashMap<>();
    for (Release release : modelsInForce.releases(models)) {
      folders.put(release.deploymentId(), release.number() == null ? "deployment-" + (folders.size() + 1) : "release-" + release.number());
    }
    Map<Model, String> names = new LinkedHashMap<>();
    Set<String> taken = new HashSet<>();
    for (Model model : models) {
      List<String> steps = new ArrayList<>();
      for (String step : model.path().split("/")) {
        if (!step.isBlank()) {
          steps.add(step.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^[^A-Za-z0-9]+", "x"));
        }
      }
      String name = "models/" + folders.get(model.deploymentId()) + "/" + String.join("/", steps);
      while (!taken.add(name)) {
        name += "x";
      }
      names.put(model, name);
    }
    return names;
  }

  private static String plain(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    return plain.isEmpty() ? "process" : plain;
  }

  private static Content text(String text) {
    return file -> file.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
