package org.careloop.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.careloop.protocol.ProtocolSettings.Conflicts;
import org.careloop.protocol.ReleaseStore.Origin;
import org.careloop.protocol.ReleaseStore.Release;
import org.careloop.protocol.vetting.ModelSet;
import org.careloop.protocol.vetting.Vetting;
import org.careloop.protocol.vetting.VettingReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings the models of this version of the program into force before the doors open: all of them or none. The same version again changes
 * nothing, so what clinical leads released since stays; a new version is merged with it file by file. Nodes that start at once make one release.
 */
@Component
class ReleasedModels implements SmartInitializingSingleton {

  private static final Logger log = LoggerFactory.getLogger(ReleasedModels.class);

  private static final String PROGRAM = "careloop";

  private final ReleaseStore releases;
  private final SetInForce inForce;
  private final DelegateRegister delegates;
  private final WaitingCases cases;
  private final Vetting vetting;
  private final Clock clock;
  private final Conflicts conflicts;
  private final TransactionTemplate transaction;

  ReleasedModels(ReleaseStore releases, SetInForce inForce, DelegateRegister delegates, WaitingCases cases, Vetting vetting, Clock clock,
      PlatformTransactionManager transactions, ProtocolSettings settings) {
    this.releases = releases;
    this.inForce = inForce;
    this.delegates = delegates;
    this.cases = cases;
    this.vetting = vetting;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
    this.conflicts = settings.conflicts();
  }

  @Override
  public void afterSingletonsInstantiated() {
    try {
      delegates.refuseMissing(bringIntoForce(ModelSet.ofThisProgram(), conflicts));
    } catch (IOException e) {
      throw new UncheckedIOException("The models cannot be read from the program's own files", e);
    }
  }

  /** What is in force afterwards. Throws, and changes nothing, where a person must decide. */
  ModelSet bringIntoForce(ModelSet program, Conflicts whose) {
    return transaction.execute(status -> {
      releases.lock();
      Optional<Release> last = releases.inForce().or(inForce::adopt);
      if (last.isEmpty()) {
        refuseUnless(vetting.vet(program));
        layDown(program, "The first set.");
        releases.notePackaged(clock.instant(), program.sum(), program.sums());
        return program;
      }
      Release release = last.get();
      ModelSet released = inForce.files(release);
      if (releases.packagedSum().filter(program.sum()::equals).isPresent()) {
        log.info("Models in force: release {} of {}, {} files, sum {}", release.number(), release.at(), released.files().size(), release.sum());
        return released;
      }
      ModelSet merged = merge(released, program, whose);
      releases.notePackaged(clock.instant(), program.sum(), program.sums());
      return merged;
    });
  }

  private ModelSet merge(ModelSet released, ModelSet program, Conflicts whose) {
    SetMerge merge = SetMerge.of(releases.packaged(), released, program, whose);
    if (!merge.conflicts().isEmpty() && whose == Conflicts.REFUSE) {
      throw new IllegalStateException(("This version of Careloop changes models that clinical leads have changed, too: %s. Compare them on "
          + "/protocols of the version that ran before, then start once with careloop.protocol.conflicts=released (theirs stay) or =program "
          + "(this version's come into force).").formatted(merge.conflicts()));
    }
    Leftovers leftovers = Leftovers.of(released, merge.set(), cases);
    leftovers.kept().forEach((path, needing) -> log.info("{} is used by no diagram of this version and stays: {}", path, needing));
    ModelSet set = leftovers.whole();
    if (set.equals(released)) {
      log.info("This version of Careloop brings no models that are not in force already");
      return released;
    }
    refuseRemovals(released, set);
    refuseUnless(vetting.vet(leftovers.used()));
    String how = merge.conflicts().isEmpty() ? "Models of a new version of the program."
        : "Models of a new version of the program; where both had changed (%s), those of the %s count.".formatted(merge.conflicts(),
            whose == Conflicts.PROGRAM ? "program" : "last release");
    layDown(set, how);
    return set;
  }

  private void refuseRemovals(ModelSet before, ModelSet after) {
    List<String> needed = cases.needingRemoved(before, after);
    if (!needed.isEmpty()) {
      throw new IllegalStateException("This version of Careloop lacks models that open cases need. Put them back, or start it when the cases "
          + "have ended:\n- " + String.join("\n- ", needed));
    }
  }

  private void layDown(ModelSet set, String how) {
    Release release = inForce.layDown(set, Origin.PROGRAM, null, PROGRAM);
    releases.tell(clock.instant(), PROGRAM, "released", null, release.number(), how);
  }

  private static void refuseUnless(VettingReport report) {
    if (!report.clean()) {
      throw new IllegalStateException("The models of this version of Careloop are refused.\n" + report.text());
    }
  }
}
