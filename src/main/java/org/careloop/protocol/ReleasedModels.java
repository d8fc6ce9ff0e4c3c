package org.careloop.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Lays the three folders of models down as one set before the doors open: all of them or none. The same set again changes nothing; one
 * changed file makes the whole set a new release, so that a diagram always runs with the tables and forms it was reviewed with.
 */
@Component
class ReleasedModels implements SmartInitializingSingleton {

  private static final Logger log = LoggerFactory.getLogger(ReleasedModels.class);

  /** The engine compares sets by name and source, so both are constant. */
  private static final String RELEASE = "careloop";

  private static final List<String> FOLDERS = List.of("processes/*.bpmn", "decisions/*.dmn", "forms/*.form");

  private final RepositoryService repository;
  private final DelegateRegister delegates;

  ReleasedModels(RepositoryService repository, DelegateRegister delegates) {
    this.repository = repository;
    this.delegates = delegates;
  }

  @Override
  public void afterSingletonsInstantiated() {
    try {
      deploy();
    } catch (IOException e) {
      throw new UncheckedIOException("The models cannot be read from the program's own files", e);
    }
    delegates.refuseMissing();
  }

  private void deploy() throws IOException {
    DeploymentBuilder set = repository.createDeployment().name(RELEASE).source(RELEASE).enableDuplicateFiltering(false);
    List<String> names = new ArrayList<>();
    for (String folder : FOLDERS) {
      for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath*:" + folder)) {
        String name = folder.substring(0, folder.indexOf('/') + 1) + file.getFilename();
        try (InputStream content = file.getInputStream()) {
          set.addInputStream(name, content);
        }
        names.add(name);
      }
    }
    Deployment deployment = set.deploy();
    log.info("Models in force: {} files, release {} of {}", names.size(), deployment.getId(), deployment.getDeploymentTime().toInstant());
  }
}
