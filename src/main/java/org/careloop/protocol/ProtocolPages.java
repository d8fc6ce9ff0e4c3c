package org.careloop.protocol;

import java.security.Principal;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.careloop.protocol.Proposals.Outcome;
import org.careloop.protocol.Proposals.Posted;
import org.careloop.protocol.ProposalStore.Contents;
import org.careloop.protocol.ProposalStore.Proposal;
import org.careloop.protocol.ProposalStore.State;
import org.careloop.protocol.ReleaseStore.Release;
import org.careloop.protocol.comparing.Differences;
import org.careloop.protocol.comparing.FileDifference;
import org.careloop.protocol.vetting.ModelSet;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * The clinical leads' pages: which models are in force, since when and by whom, what is proposed and how it differs, every release. A lead
 * releases, rejects or withdraws here; who may, and whether it still fits, is decided by {@link Proposals}.
 */
@Controller
class ProtocolPages {

  private static final int DECIDED_SHOWN = 20;
  private static final int LONGEST_TEXT = 2000;

  private final ReleaseStore releases;
  private final ProposalStore store;
  private final Proposals proposals;
  private final SetInForce inForce;
  private final ProtocolWords words;

  ProtocolPages(ReleaseStore releases, ProposalStore store, Proposals proposals, SetInForce inForce, ProtocolWords words) {
    this.releases = releases;
    this.store = store;
    this.proposals = proposals;
    this.inForce = inForce;
    this.words = words;
  }

  @GetMapping("/protocols")
  String overview(Model model) {
    Release current = current();
    ModelSet set = inForce.files(current);
    model.addAttribute("words", words);
    model.addAttribute("release", current);
    model.addAttribute("groups", words.groups(set));
    model.addAttribute("waiting", store.waiting().stream().map(proposal -> words.line(proposal, store.contents(proposal.number()), set)).toList());
    model.addAttribute("decided", store.decided(DECIDED_SHOWN));
    model.addAttribute("releases", words.releases());
    return "protocols";
  }

  @GetMapping("/protocols/removal")
  String removal(Model model) {
    model.addAttribute("groups", words.groups(inForce.files(current())));
    return "protocol-removal";
  }

  @PostMapping("/protocols/removal")
  String proposeRemoval(@RequestParam(defaultValue = "") List<String> path, @RequestParam(defaultValue = "") String remark, Principal who,
      RedirectAttributes said) {
    if (path.isEmpty()) {
      said.addFlashAttribute("bad", "Mark at least one model.");
      return "redirect:/protocols/removal";
    }
    try {
      Posted posted = proposals.proposeRemoval(who.getName(), cut(remark), path);
      if (posted.proposal() == null) {
        said.addFlashAttribute("bad", "None of these is in force any more.");
        return "redirect:/protocols";
      }
      said.addFlashAttribute("good", "Proposed. Nothing is removed until it is released.");
      return "redirect:/protocols/proposals/" + posted.proposal();
    } catch (ProposalRefused refused) {
      said.addFlashAttribute("bad", refused.getMessage());
      return "redirect:/protocols/removal";
    }
  }

  @GetMapping("/protocols/proposals/{number}")
  String proposal(@PathVariable long number, Principal who, Model model) {
    Proposal proposal = store.find(number).orElseThrow(() -> missing("proposal"));
    Contents contents = store.contents(number);
    Release base = proposal.waits() ? current() : releases.find(proposal.baseRelease()).orElseThrow();
    ModelSet set = inForce.files(base);
    model.addAttribute("words", words);
    model.addAttribute("proposal", proposal);
    model.addAttribute("contents", contents);
    model.addAttribute("base", base);
    model.addAttribute("differences", proposal.state() == State.REFUSED ? List.of() : words.differences(set, contents.over(set)));
    model.addAttribute("events", releases.eventsOf(number));
    model.addAttribute("own", proposal.proposedBy().equals(who.getName()));
    model.addAttribute("mayRelease", proposals.mayRelease(proposal, who.getName()));
    return "proposal";
  }

  @PostMapping("/protocols/proposals/{number}/release")
  String release(@PathVariable long number, Principal who, RedirectAttributes said) {
    return say(number, said, proposals.release(existing(number), who.getName()));
  }

  @PostMapping("/protocols/proposals/{number}/reject")
  String reject(@PathVariable long number, @RequestParam(defaultValue = "") String reason, Principal who, RedirectAttributes said) {
    return say(number, said, proposals.reject(existing(number), who.getName(), cut(reason)));
  }

  @PostMapping("/protocols/proposals/{number}/withdraw")
  String withdraw(@PathVariable long number, Principal who, RedirectAttributes said) {
    return say(number, said, proposals.withdraw(existing(number), who.getName()));
  }

  @PostMapping("/protocols/proposals/{number}/comment")
  String comment(@PathVariable long number, @RequestParam(defaultValue = "") String remark, Principal who, RedirectAttributes said) {
    return say(number, said, proposals.remark(existing(number), who.getName(), cut(remark)));
  }

  @GetMapping("/protocols/releases/{number}")
  String release(@PathVariable long number, Model model) {
    Release release = releases.find(number).orElseThrow(() -> missing("release"));
    ModelSet set = inForce.files(release);
    ModelSet before = releases.before(number).map(inForce::files).orElse(null);
    List<FileDifference> differences = before == null ? List.of() : Differences.between(before, set);
    model.addAttribute("words", words);
    model.addAttribute("release", release);
    model.addAttribute("first", before == null);
    model.addAttribute("current", current().number() == number);
    model.addAttribute("differences", before == null ? List.of() : words.differences(before, set, differences));
    model.addAttribute("sums", set.sums());
    return "release";
  }

  @GetMapping("/protocols/releases/{number}/{folder}/{file}")
  ResponseEntity<byte[]> released(@PathVariable long number, @PathVariable String folder, @PathVariable String file) {
    Release release = releases.find(number).orElseThrow(() -> missing("release"));
    return download(inForce.files(release).files(), folder, file);
  }

  @GetMapping("/protocols/proposals/{number}/{folder}/{file}")
  ResponseEntity<byte[]> proposed(@PathVariable long number, @PathVariable String folder, @PathVariable String file) {
    return download(new TreeMap<>(store.contents(existing(number)).laidDown()), folder, file);
  }

  private static ResponseEntity<byte[]> download(SortedMap<String, byte[]> files, String folder, String file) {
    byte[] content = files.get(folder + "/" + file);
    if (content == null) {
      throw missing("file");
    }
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_OCTET_STREAM)
        .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment().filename(file).build().toString()).body(content);
  }

  private static String say(long number, RedirectAttributes said, Outcome outcome) {
    said.addFlashAttribute(outcome.done() ? "good" : "bad", outcome.text());
    return "redirect:/protocols/proposals/" + number;
  }

  private long existing(long number) {
    return store.find(number).map(Proposal::number).orElseThrow(() -> missing("proposal"));
  }

  private Release current() {
    return releases.inForce().orElseThrow();
  }

  private static String cut(String text) {
    String plain = text.replaceAll("[\\p{Cntrl}&&[^\r\n\t]]", " ").strip();
    return plain.length() <= LONGEST_TEXT ? plain : plain.substring(0, LONGEST_TEXT);
  }

  private static ResponseStatusException missing(String what) {
    return new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such %s.".formatted(what));
  }
}
