package org.careloop.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.management.ProcessDefinitionStatistics;
import org.careloop.protocol.vetting.ModelSet;
import org.springframework.stereotype.Component;

/** Which cases are open under which version of a diagram, and what they still need. Counts; changes nothing. */
@Component
class WaitingCases {

  /** Open cases of one version of a diagram. */
  record Open(String processId, String label, String versionTag, long cases, Uses uses) {

    private String words() {
      return "%d open %s of “%s” (%s)".formatted(cases, cases == 1 ? "case" : "cases", label, processId)
          + (versionTag == null ? "" : " version " + versionTag);
    }
  }

  private final ManagementService management;
  private final RepositoryService repository;
  /** A version of a diagram never changes. */
  private final Map<String, Uses> uses = new ConcurrentHashMap<>();

  WaitingCases(ManagementService management, RepositoryService repository) {
    this.management = management;
    this.repository = repository;
  }

  /** Each version of a diagram with its open cases, those that others called included. */
  List<Open> open() {
    return management.createProcessDefinitionStatisticsQuery().unlimitedList().stream()
        .filter(version -> version.getInstances() > 0)
        .map(version -> new Open(version.getKey(), version.getName() == null ? version.getKey() : version.getName(), version.getVersionTag(),
            version.getInstances(), uses.computeIfAbsent(version.getId(), id -> read(version))))
        .toList();
  }

  /** How many cases of each process are open. */
  Map<String, Long> byProcess() {
    return open().stream().collect(Collectors.toMap(Open::processId, Open::cases, Long::sum, TreeMap::new));
  }

  /** In words, which open cases need this file of a set: run through the process, may still call it, show the form or ask the table. */
  List<String> needing(String path) {
    List<String> needing = new ArrayList<>();
    for (Open version : open()) {
      if (path.equals("processes/%s.bpmn".formatted(version.processId()))) {
        needing.add(version.words());
      } else if (version.uses().paths().contains(path)) {
        needing.add(version.words() + ", which may still come to it");
      }
    }
    return needing;
  }

  /** In words, each diagram of a set that another lacks, with the open cases that need it. */
  List<String> needingRemoved(ModelSet before, ModelSet after) {
    return before.files().keySet().stream().filter(path -> path.endsWith(".bpmn") && !after.files().containsKey(path))
        .filter(path -> !needing(path).isEmpty())
        .map(path -> "%s is needed by %s".formatted(path, String.join("; ", needing(path)))).toList();
  }

  /** In words, which open cases name this delegate. */
  List<String> callingDelegate(String name) {
    return open().stream().filter(version -> version.uses().delegates().contains(name)).map(Open::words).toList();
  }

  private Uses read(ProcessDefinitionStatistics version) {
    try (InputStream diagram = repository.getProcessModel(version.getId())) {
      return Uses.of(diagram.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("The diagram of %s cannot be read from the engine".formatted(version.getId()), e);
    }
  }
}
