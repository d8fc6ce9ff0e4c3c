package org.careloop.protocol.vetting;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.xml.ModelException;
import org.careloop.protocol.vetting.ModelSet.ModelKind;
import org.w3c.dom.Document;

/**
 * The rules that diagrams, tables and forms are held to, wherever they come from: one rule set for start-up, proposals, the command line, the
 * tests and the engine's own gate. Reads models only; runs and changes nothing. Safe for use by several at once.
 */
public final class Vetting {

  /** How the model parser says where a file is wrong. */
  private static final Pattern LINE = Pattern.compile("Line=(\\d+): (.*)", Pattern.DOTALL);

  private final Vocabulary vocabulary;
  private final DiagramSafety diagramSafety;
  private final TableSafety tableSafety;
  private final FormSafety formSafety;

  /** What the files of the set that was vetted last gave: most sets differ from it in one file. Left to the garbage collector. */
  private SoftReference<Map<Content, Looked>> last = new SoftReference<>(Map.of());

  Vetting(Vocabulary vocabulary) {
    Expressions expressions = new Expressions(vocabulary);
    this.vocabulary = vocabulary;
    this.diagramSafety = new DiagramSafety(expressions);
    this.tableSafety = new TableSafety(expressions);
    this.formSafety = new FormSafety(expressions);
  }

  /** Vets against the delegates, calendar, news, groups and element templates of this very program, without starting it. */
  public static Vetting ofThisProgram() {
    return new Vetting(Vocabulary.ofThisProgram());
  }

  /** The whole set with all rules, as it must be to be released. */
  public synchronized VettingReport vet(ModelSet set) {
    Known known = new Known(ids(set, ModelKind.DIAGRAM), ids(set, ModelKind.TABLE), ids(set, ModelKind.FORM), vocabulary);
    List<Looked> looked = lookAtAll(set, known);
    List<Finding> findings = new ArrayList<>();
    Map<String, BpmnModelInstance> diagrams = new TreeMap<>();
    Map<String, DmnModelInstance> tables = new TreeMap<>();
    for (Looked file : looked) {
      findings.addAll(file.findings());
      if (file.diagram() != null) {
        diagrams.put(file.path(), file.diagram());
      }
      if (file.table() != null) {
        tables.put(file.path(), file.table());
      }
    }
    FileNames.checkDoubles(set.files().keySet(), findings);
    SetRules.checkNews(diagrams, findings);
    SetRules.checkDecisionKeys(tables, findings);
    // A diagram that cannot be read may use what else looks unused, and throw or catch any signal.
    if (looked.stream().allMatch(Looked::read)) {
      SetRules.checkSignals(diagrams, findings);
      SetRules.checkUse(diagrams, known, findings);
    }
    return new VettingReport(findings);
  }

  /** Files taken alone, by the rules on what is unsafe only: what the engine must never be given. */
  public VettingReport vetUnsafe(Map<String, byte[]> files) {
    List<Finding> findings = new ArrayList<>();
    files.forEach((path, content) -> {
      Notes notes = new Notes(path, findings);
      if (FileNames.checkAlone(path, content, notes)) {
        look(ModelKind.byEnding(path).orElseThrow(), content, notes);
      }
    });
    return new VettingReport(findings.stream().filter(Finding::unsafe).toList());
  }

  /** Notes what is unsafe; gives the form's JSON or the XML document when it can be read. */
  private Optional<?> look(ModelKind kind, byte[] content, Notes notes) {
    if (kind == ModelKind.FORM) {
      Optional<JsonNode> form = Forms.read(content, notes);
      form.ifPresent(json -> formSafety.check(json, notes));
      return form;
    }
    Optional<Document> document = Xml.read(content, notes);
    document.ifPresent(xml -> {
      if (kind == ModelKind.DIAGRAM) {
        diagramSafety.check(xml, notes);
      } else {
        tableSafety.check(xml, notes);
      }
    });
    return document;
  }

  private List<Looked> lookAtAll(ModelSet set, Known known) {
    Map<Content, Looked> before = Optional.ofNullable(last.get()).orElse(Map.of());
    Map<Content, Looked> now = new ConcurrentHashMap<>();
    List<Looked> looked = set.files().entrySet().parallelStream().map(file -> {
      Content content = new Content(file.getKey(), ByteBuffer.wrap(file.getValue()), known.ids());
      Looked result = before.containsKey(content) ? before.get(content) : lookAt(file.getKey(), file.getValue(), known);
      now.put(content, result);
      return result;
    }).toList();
    last = new SoftReference<>(now);
    return looked;
  }

  /** A file with what it may name: the same gives the same. */
  private record Content(String path, ByteBuffer content, List<Set<String>> known) {}

  /** What one file gave: findings, and the model for the rules between files when it could be read. */
  private record Looked(String path, List<Finding> findings, BpmnModelInstance diagram, DmnModelInstance table, boolean read) {}

  private Looked lookAt(String path, byte[] content, Known known) {
    List<Finding> findings = new ArrayList<>();
    Notes notes = new Notes(path, findings);
    if (!FileNames.check(path, content, notes)) {
      return new Looked(path, findings, null, null, true);
    }
    ModelKind kind = ModelKind.byEnding(path).orElseThrow();
    String id = path.substring(path.lastIndexOf('/') + 1, path.length() - kind.ending().length());
    Optional<?> readable = look(kind, content, notes);
    if (readable.isEmpty() || findings.stream().anyMatch(finding -> finding.why().equals(Rule.OTHER_ROOT.why()) && finding.element().isEmpty())) {
      return new Looked(path, findings, null, null, kind != ModelKind.DIAGRAM);
    }
    BpmnModelInstance diagram = null;
    DmnModelInstance table = null;
    try {
      switch (kind) {
        case DIAGRAM -> {
          diagram = Bpmn.readModelFromStream(new ByteArrayInputStream(content));
          DiagramProcess.check(id, diagram, known, notes);
          DiagramSteps.check(diagram, known, notes);
          DiagramWays.check(diagram, known, notes);
        }
        case TABLE -> {
          table = Dmn.readModelFromStream(new ByteArrayInputStream(content));
          TableRules.check(id, table, notes);
        }
        case FORM -> FormRules.check(id, (JsonNode) readable.get(), notes);
      }
    } catch (ModelException e) {
      notes.add(Rule.NOT_VALID, "", reason(e));
    }
    return new Looked(path, findings, diagram, table, kind != ModelKind.DIAGRAM || diagram != null);
  }

  private static Set<String> ids(ModelSet set, ModelKind kind) {
    return set.files().keySet().stream().filter(path -> path.startsWith(kind.folder() + "/") && path.endsWith(kind.ending()))
        .map(path -> path.substring(kind.folder().length() + 1, path.length() - kind.ending().length()))
        .filter(id -> !id.contains("/"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String reason(ModelException problem) {
    Throwable deepest = problem;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    Matcher place = LINE.matcher(String.valueOf(deepest.getMessage()));
    return place.find() ? "line %s: %s".formatted(place.group(1), Expressions.shortened(place.group(2)))
        : Expressions.shortened(String.valueOf(deepest.getMessage()));
  }
}
