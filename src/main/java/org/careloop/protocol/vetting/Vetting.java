package org.careloop.protocol.vetting;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.xml.ModelException;
import org.careloop.protocol.vetting.ModelSet.ModelKind;
import org.w3c.dom.Document;
import org.xml.sax.SAXParseException;

/**
 * The rules that diagrams, tables and forms are held to, wherever they come from: one rule set for start-up, proposals, the command line, the
 * tests and the engine's own gate. Reads models only; runs and changes nothing. Safe for use by several at once.
 */
public final class Vetting {

  private final Vocabulary vocabulary;
  private final DiagramSafety diagramSafety;
  private final TableSafety tableSafety;
  private final FormSafety formSafety;

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
  public VettingReport vet(ModelSet set) {
    return new Run(set).report();
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

  /** One vetting of one set. */
  private final class Run {

    private final ModelSet set;
    private final Known known;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, BpmnModelInstance> diagrams = new TreeMap<>();
    private final Map<String, DmnModelInstance> tables = new TreeMap<>();
    private boolean everythingRead = true;

    Run(ModelSet set) {
      this.set = set;
      this.known = new Known(ids(ModelKind.DIAGRAM), ids(ModelKind.TABLE), ids(ModelKind.FORM), vocabulary);
    }

    private Set<String> ids(ModelKind kind) {
      return set.files().keySet().stream().filter(path -> path.startsWith(kind.folder() + "/") && path.endsWith(kind.ending()))
          .map(path -> path.substring(kind.folder().length() + 1, path.length() - kind.ending().length()))
          .filter(id -> !id.contains("/"))
          .collect(Collectors.toCollection(TreeSet::new));
    }

    VettingReport report() {
      FileNames.checkDoubles(set.files().keySet(), findings);
      set.files().forEach((path, content) -> {
        Notes notes = new Notes(path, findings);
        if (FileNames.check(path, content, notes)) {
          file(path, content, notes);
        }
      });
      SetRules.checkNews(diagrams, findings);
      SetRules.checkDecisionKeys(tables, findings);
      // What cannot be read may use what else looks unused.
      if (everythingRead) {
        SetRules.checkUse(diagrams, known, findings);
      }
      return new VettingReport(findings);
    }

    private void file(String path, byte[] content, Notes notes) {
      ModelKind kind = ModelKind.byEnding(path).orElseThrow();
      String id = path.substring(path.lastIndexOf('/') + 1, path.length() - kind.ending().length());
      Optional<?> readable = look(kind, content, notes);
      boolean strange = findings.stream().anyMatch(finding -> finding.file().equals(path) && finding.why().equals(Rule.OTHER_ROOT.why())
          && finding.element().isEmpty());
      if (readable.isEmpty() || strange) {
        everythingRead &= kind != ModelKind.DIAGRAM;
        return;
      }
      try {
        rules(kind, path, id, content, readable.get(), notes);
      } catch (ModelException e) {
        everythingRead = false;
        notes.add(Rule.NOT_VALID, "", reason(e));
      }
    }

    private void rules(ModelKind kind, String path, String id, byte[] content, Object read, Notes notes) {
      switch (kind) {
        case DIAGRAM -> {
          BpmnModelInstance model = Bpmn.readModelFromStream(new ByteArrayInputStream(content));
          diagrams.put(path, model);
          DiagramProcess.check(id, model, known, notes);
          DiagramSteps.check(model, known, notes);
          DiagramWays.check(model, known, notes);
        }
        case TABLE -> {
          DmnModelInstance model = Dmn.readModelFromStream(new ByteArrayInputStream(content));
          tables.put(path, model);
          TableRules.check(id, model, notes);
        }
        case FORM -> FormRules.check(id, (JsonNode) read, notes);
      }
    }

    private static String reason(ModelException problem) {
      for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
        if (cause instanceof SAXParseException parsing) {
          return "line %d: %s".formatted(parsing.getLineNumber(), Expressions.shortened(parsing.getMessage()));
        }
      }
      return Expressions.shortened(String.valueOf(problem.getMessage()));
    }
  }
}
