package org.careloop.protocol;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.careloop.protocol.ProposalStore.Contents;
import org.careloop.protocol.ProposalStore.Proposal;
import org.careloop.protocol.ProposalStore.State;
import org.careloop.protocol.ReleaseStore.Origin;
import org.careloop.protocol.ReleaseStore.Release;
import org.careloop.protocol.vetting.Finding;
import org.careloop.protocol.vetting.ModelSet;
import org.careloop.protocol.vetting.Vetting;
import org.careloop.protocol.vetting.VettingReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Proposed changes to the set of models in force: laid over it, vetted as a whole, kept until another clinical lead releases or rejects them.
 * Nothing comes into force here but by a release, which happens once, in one transaction, on all nodes.
 */
@Component
class Proposals {

  /** What became of a post: a proposal that waits, or none since everything posted is in force already. */
  record Posted(Long proposal, Release inForce) {}

  /** What became of a decision, in words; good when it was done. */
  record Outcome(boolean done, String text) {}

  private static final Logger log = LoggerFactory.getLogger(Proposals.class);

  private final ProposalStore proposals;
  private final ReleaseStore releases;
  private final SetInForce inForce;
  private final WaitingCases cases;
  private final Vetting vetting;
  private final ProtocolSettings settings;
  private final Clock clock;
  private final TransactionTemplate transaction;

  Proposals(ProposalStore proposals, ReleaseStore releases, SetInForce inForce, WaitingCases cases, Vetting vetting,
      ProtocolSettings settings, Clock clock, PlatformTransactionManager transactions) {
    this.proposals = proposals;
    this.releases = releases;
    this.inForce = inForce;
    this.cases = cases;
    this.vetting = vetting;
    this.settings = settings;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /** Keeps files as a proposal, or throws {@link ProposalRefused} with the report of what is wrong with the set that would result. */
  Posted propose(String by, String title, String remark, SortedMap<String, byte[]> files) {
    return keep(by, title, remark, new Contents(files, new TreeMap<>()));
  }

  /** Keeps the removal of files as a proposal, or throws {@link ProposalRefused}. */
  Posted proposeRemoval(String by, String remark, Collection<String> paths) {
    SortedMap<String, String> removed = new TreeMap<>();
    paths.forEach(path -> removed.put(path, "marked by " + by));
    return keep(by, "Removal", remark, new Contents(new TreeMap<>(), removed));
  }

  private Posted keep(String by, String title, String remark, Contents asked) {
    Release base = releases.inForce().orElseThrow();
    ModelSet set = inForce.files(base);
    Contents changes = onlyChanges(asked, set);
    if (changes.paths().isEmpty()) {
      return new Posted(null, base);
    }
    Contents whole;
    try {
      whole = vetted(changes, set);
    } catch (ProposalRefused refused) {
      long number = transaction.execute(status -> {
        long kept = proposals.add(title, remark, clock.instant(), by, base.number(), State.REFUSED, refused.getMessage(), changes);
        releases.tell(clock.instant(), by, "refused", kept, null, String.join(", ", changes.paths()));
        return kept;
      });
      log.info("Proposal {} of {} refused: {}", number, by, changes.paths());
      throw refused;
    }
    Long number = transaction.execute(status -> {
      for (Proposal earlier : proposals.waiting()) {
        if (earlier.proposedBy().equals(by)) {
          Contents contents = proposals.contents(earlier.number());
          if (contents.sameAs(whole) && earlier.baseRelease() == base.number()) {
            return earlier.number();
          }
        }
      }
      long kept = proposals.add(title, remark, clock.instant(), by, base.number(), State.PROPOSED, null, whole);
      releases.tell(clock.instant(), by, "proposed", kept, null, String.join(", ", whole.paths()));
      replaceOwn(by, kept, whole);
      return kept;
    });
    log.info("Proposal {} of {} waits: {}", number, by, whole.paths());
    return new Posted(number, base);
  }

  /** Whoever posts the same diagram again means the new one. */
  private void replaceOwn(String by, long number, Contents contents) {
    for (Proposal earlier : proposals.waiting()) {
      if (earlier.number() != number && earlier.proposedBy().equals(by)
          && contents.paths().containsAll(proposals.contents(earlier.number()).paths())) {
        end(earlier, State.WITHDRAWN, by, "Replaced by proposal %d.".formatted(number));
      }
    }
  }

  /** Puts a proposal into force, if it still fits and this person may. */
  Outcome release(long number, String by) {
    return decide(number, proposal -> {
      if (settings.twoPersons() && proposal.proposedBy().equalsIgnoreCase(by)) {
        return new Outcome(false, "You proposed this yourself. Another clinical lead must release it.");
      }
      Release base = releases.inForce().orElseThrow();
      ModelSet set = inForce.files(base);
      Contents contents = proposals.contents(number);
      List<String> moved = movedSince(proposal, base, contents);
      if (!moved.isEmpty()) {
        String why = "Overtaken: %s changed in a release since it was proposed. Open the file in force, make the change there, propose it again."
            .formatted(String.join(", ", moved));
        end(proposal, State.OVERTAKEN, by, why);
        return new Outcome(false, why);
      }
      ModelSet after;
      try {
        // What was left over when it was proposed may be needed now, and the other way round.
        Contents again = vetted(new Contents(contents.laidDown(), marked(contents)), set);
        after = again.over(set);
      } catch (ProposalRefused refused) {
        if (base.number() == proposal.baseRelease()) {
          return new Outcome(false, refused.getMessage());
        }
        String why = "Overtaken: it no longer fits with what was released since.\n" + refused.getMessage();
        end(proposal, State.OVERTAKEN, by, why);
        return new Outcome(false, why);
      }
      Release release = inForce.layDown(after, Origin.PROPOSAL, number, by);
      String text = "In force as release %d. New cases run on it; open ones stay on theirs.".formatted(release.number());
      proposals.decide(number, State.RELEASED, clock.instant(), by, "Release %d".formatted(release.number()));
      releases.tell(clock.instant(), by, "released", number, release.number(), "Proposed by %s.".formatted(proposal.proposedBy()));
      return new Outcome(true, text);
    });
  }

  Outcome reject(long number, String by, String reason) {
    return decide(number, proposal -> {
      if (reason.isBlank()) {
        return new Outcome(false, "Say why, so that the proposer knows what to change.");
      }
      end(proposal, State.REJECTED, by, reason);
      return new Outcome(true, "Rejected. The proposer sees your reason here.");
    });
  }

  Outcome withdraw(long number, String by) {
    return decide(number, proposal -> {
      if (!proposal.proposedBy().equals(by)) {
        return new Outcome(false, "Only %s, who proposed it, can withdraw it. You can reject it.".formatted(proposal.proposedBy()));
      }
      end(proposal, State.WITHDRAWN, by, "Withdrawn by the proposer.");
      return new Outcome(true, "Withdrawn.");
    });
  }

  Outcome remark(long number, String by, String remark) {
    return decide(number, proposal -> {
      if (!proposal.proposedBy().equals(by)) {
        return new Outcome(false, "Only %s, who proposed it, writes its comment.".formatted(proposal.proposedBy()));
      }
      proposals.remark(number, remark);
      releases.tell(clock.instant(), by, "commented", number, null, remark);
      return new Outcome(true, "Comment saved.");
    });
  }

  boolean mayRelease(Proposal proposal, String who) {
    return proposal.waits() && !(settings.twoPersons() && proposal.proposedBy().equalsIgnoreCase(who));
  }

  private Outcome decide(long number, Function<Proposal, Outcome> decision) {
    try {
      return transaction.execute(status -> {
        releases.lock();
        Proposal proposal = proposals.lock(number).orElseThrow();
        return proposal.waits() ? decision.apply(proposal)
            : new Outcome(false, "Too late: this proposal was %s by %s.".formatted(proposal.state().name().toLowerCase(Locale.ROOT),
                proposal.decidedBy()));
      });
    } catch (TransientDataAccessException busy) {
      return new Outcome(false, "Somebody else decides at this very moment. Look again and decide then.");
    }
  }

  private void end(Proposal proposal, State state, String by, String why) {
    if (proposals.decide(proposal.number(), state, clock.instant(), by, why)) {
      releases.tell(clock.instant(), by, state.name().toLowerCase(Locale.ROOT), proposal.number(), null, why);
      log.info("Proposal {} {} by {}", proposal.number(), state.name().toLowerCase(Locale.ROOT), by);
    }
  }

  private static Contents onlyChanges(Contents asked, ModelSet set) {
    Map<String, String> sums = set.sums();
    SortedMap<String, byte[]> changed = new TreeMap<>();
    asked.laidDown().forEach((path, content) -> {
      if (!new ModelSet(new TreeMap<>(Map.of(path, content))).sums().get(path).equals(sums.get(path))) {
        changed.put(path, content);
      }
    });
    SortedMap<String, String> removed = new TreeMap<>(asked.removed());
    removed.keySet().retainAll(sums.keySet());
    return new Contents(changed, removed);
  }

  /** What of a proposal was marked by a person, without what went since nothing used it. */
  private static SortedMap<String, String> marked(Contents contents) {
    SortedMap<String, String> marked = new TreeMap<>(contents.removed());
    marked.values().removeIf(because -> !because.startsWith("marked by "));
    return marked;
  }

  private List<String> movedSince(Proposal proposal, Release base, Contents contents) {
    Map<String, String> then = releases.sums(proposal.baseRelease());
    Map<String, String> now = releases.sums(base.number());
    return contents.paths().stream().filter(path -> !Objects.equals(then.get(path), now.get(path))).toList();
  }

  /** The proposal with what goes along with it, when everything is in order; else throws with the whole report. */
  private Contents vetted(Contents changes, ModelSet set) {
    ModelSet asked = changes.over(set);
    Leftovers leftovers = Leftovers.of(set.without(changes.removed().keySet()), asked, cases);
    List<Finding> findings = new ArrayList<>();
    changes.removed().keySet().forEach(path -> neededByCases(path, findings));
    changes.laidDown().forEach((path, content) -> versionTag(path, content, set.files().get(path), findings));
    VettingReport report = new VettingReport(Stream.concat(vetting.vet(leftovers.used()).findings().stream(), findings.stream())
        .toList());
    if (!report.clean()) {
      throw new ProposalRefused("Not taken as a proposal; nothing has changed. " + report.text());
    }
    SortedMap<String, String> removed = new TreeMap<>(changes.removed());
    leftovers.dropped().forEach(path -> removed.put(path, "no diagram uses it any more, and no open case needs it"));
    return new Contents(changes.laidDown(), removed);
  }

  private void neededByCases(String path, List<Finding> findings) {
    List<String> needing = cases.needing(path);
    if (!needing.isEmpty()) {
      findings.add(new Finding(path, "", "it would be removed, and is needed by " + String.join("; ", needing),
          "Patients are in the middle of it.", "Wait until these cases have ended, or end them; then mark it again.", false));
    }
  }

  private static void versionTag(String path, byte[] content, byte[] before, List<Finding> findings) {
    if (before == null || path.endsWith(".form")) {
      return;
    }
    String was = ModelHead.of(path, before).versionTag();
    String is = ModelHead.of(path, content).versionTag();
    if (!is.isEmpty() && !ModelHead.isAfter(is, was)) {
      findings.add(new Finding(path, "", is.equals(was) ? "it was changed, and its version tag is still %s".formatted(is)
          : "its version tag is %s, the one in force is %s".formatted(is, was),
          "People and auditors tell versions apart by the tag alone, so every change changes it.",
          "Raise the version tag of the %s, for example to %s.".formatted(path.endsWith(".bpmn") ? "process" : "decision", next(was)), false));
    }
  }

  private static String next(String tag) {
    if (!tag.matches("\\d{1,6}\\.\\d{1,6}\\.\\d{1,6}")) {
      return "1.0.0";
    }
    String[] numbers = tag.split("\\.");
    return "%s.%d.0".formatted(numbers[0], Integer.parseInt(numbers[1]) + 1);
  }
}
