package org.careloop.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.repository.Resource;
import org.careloop.engine.ProcessStarts;
import org.careloop.protocol.ReleaseStore.Origin;
import org.careloop.protocol.ReleaseStore.Release;
import org.careloop.protocol.vetting.ModelSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The set of models in force: one deployment of the engine, whole, so that a diagram always runs with the tables and forms it was reviewed
 * with. New cases run on it; open ones stay on theirs. Lays down what it is given; whether it may be is decided before.
 */
@Component
class SetInForce {

  private static final Logger log = LoggerFactory.getLogger(SetInForce.class);

  /** By this name and source the engine's deployments are known to be ours. */
  private static final String OURS = "careloop";

  private final RepositoryService repository;
  private final ProcessStarts starts;
  private final ReleaseStore releases;
  private final Clock clock;
  /** A release never changes. */
  private volatile Map.Entry<Release, ModelSet> lastRead;

  SetInForce(RepositoryService repository, ProcessStarts starts, ReleaseStore releases, Clock clock) {
    this.repository = repository;
    this.starts = starts;
    this.releases = releases;
    this.clock = clock;
  }

  /** The files of a release as the engine has them, held against their sums. */
  ModelSet files(Release release) {
    Map.Entry<Release, ModelSet> known = lastRead;
    if (known == null || !known.getKey().equals(release)) {
      known = Map.entry(release, read(release));
      lastRead = known;
    }
    return known.getValue();
  }

  private ModelSet read(Release release) {
    ModelSet set = inEngine(release.deploymentId());
    if (!set.sum().equals(release.sum())) {
      Map<String, String> found = set.sums();
      Collection<String> differing = releases.sums(release.number()).entrySet().stream()
          .filter(file -> !file.getValue().equals(found.get(file.getKey()))).map(Map.Entry::getKey).toList();
      throw new IllegalStateException(("Release %d: the models in the engine's database (deployment %s) are not those released, differing in %s. "
          + "Somebody changed the database past Careloop; restore it.").formatted(release.number(), release.deploymentId(), differing));
    }
    return set;
  }

  /** Lays a set down, for new cases from now on. Takes part in the caller's transaction, which holds the lock of {@link ReleaseStore#lock()}. */
  Release layDown(ModelSet set, Origin origin, Long proposal, String by) {
    SortedMap<String, String> before = releases.inForce().map(release -> releases.sums(release.number())).orElseGet(TreeMap::new);
    DeploymentBuilder builder = repository.createDeployment().name(OURS).source(OURS);
    set.files().forEach((path, content) -> builder.addInputStream(path, new java.io.ByteArrayInputStream(content)));
    Deployment deployment = builder.deploy();
    for (ProcessDefinition latest : repository.createProcessDefinitionQuery().latestVersion().list()) {
      if (!latest.getDeploymentId().equals(deployment.getId()) && !latest.isSuspended() && isOurs(latest.getDeploymentId())) {
        starts.end(latest.getKey());
        log.info("{} is no longer in force: it starts no new cases", latest.getKey());
      }
    }
    Release release = releases.add(deployment.getId(), origin, proposal, clock.instant(), by, set.sum(), set.sums());
    log.info("Release {} laid down by {}: {} files, sum {}, deployment {}{}", release.number(), by, set.files().size(), set.sum(),
        deployment.getId(), before.isEmpty() ? "" : set.sums().entrySet().stream()
            .filter(file -> !file.getValue().equals(before.get(file.getKey())))
            .map(file -> "\n  changed: " + file.getValue() + "  " + file.getKey()).collect(Collectors.joining()));
    return release;
  }

  /** The set that a version of Careloop laid down which kept no releases yet; none in an empty database. */
  Optional<Release> adopt() {
    return repository.createDeploymentQuery().deploymentName(OURS).deploymentSource(OURS).orderByDeploymentTime().desc().listPage(0, 1).stream()
        .findFirst().map(deployment -> {
          ModelSet set = inEngine(deployment.getId());
          Instant at = deployment.getDeploymentTime().toInstant();
          releases.notePackaged(at, set.sum(), set.sums());
          Release release = releases.add(deployment.getId(), Origin.PROGRAM, null, at, OURS, set.sum(), set.sums());
          releases.tell(clock.instant(), OURS, "adopted", null, release.number(), "Laid down by an earlier version of Careloop.");
          log.info("Release {}: deployment {} of {}, laid down by an earlier version of Careloop", release.number(), deployment.getId(), at);
          return release;
        });
  }

  private ModelSet inEngine(String deploymentId) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (Resource resource : repository.getDeploymentResources(deploymentId)) {
      try (InputStream content = repository.getResourceAsStreamById(deploymentId, resource.getId())) {
        files.put(resource.getName(), content.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException("%s cannot be read from deployment %s".formatted(resource.getName(), deploymentId), e);
      }
    }
    return new ModelSet(files);
  }

  private boolean isOurs(String deploymentId) {
    return repository.createDeploymentQuery().deploymentId(deploymentId).deploymentSource(OURS).count() > 0;
  }
}
