package org.careloop.keeping;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.careloop.keeping.Erasure.Reason;
import org.careloop.keeping.Erasure.State;
import org.careloop.keeping.Erasures.Refused;
import org.careloop.keeping.Hold.Scope;
import org.careloop.keeping.KeepingWords.ErasureLine;
import org.careloop.keeping.KeepingWords.HoldLine;
import org.careloop.privacy.PatientFinder;
import org.careloop.security.Groups;
import org.careloop.security.Role;
import org.careloop.security.internal.PatientReads;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * How long records are kept, what is on hold, what was removed and what was erased. Privacy officers set holds and ask for erasures, they or an
 * administrator confirm; auditors read. A number that is searched for never stands in an address.
 */
@Controller
class KeepingPages {

  /** What somebody typed, to be shown again where it was not right. */
  public record Typed(String form, String number, String reason, String basis, String words) {}

  private static final int SHOWN = 50;
  private static final int SHORTEST = 5;
  private static final int LONGEST = 1000;
  private static final int LONGEST_REFERENCE = 250;

  private final KeepingWords words;
  private final Holds holds;
  private final Erasures erasures;
  private final ErasureStore store;
  private final Cases cases;
  private final PatientRecords records;
  private final PatientFinder patients;
  private final PatientReads reads;
  private final KeepingLock lock;
  private final KeepingSettings settings;

  KeepingPages(KeepingWords words, Holds holds, Erasures erasures, ErasureStore store, Cases cases, PatientRecords records, PatientFinder patients,
      PatientReads reads, KeepingLock lock, KeepingSettings settings) {
    this.words = words;
    this.holds = holds;
    this.erasures = erasures;
    this.store = store;
    this.cases = cases;
    this.records = records;
    this.patients = patients;
    this.reads = reads;
    this.lock = lock;
    this.settings = settings;
  }

  @GetMapping("/keeping")
  String page(Authentication who, Model model) {
    boolean officer = is(who, Role.PRIVACY_OFFICERS);
    boolean mayDecide = officer || is(who, Role.ADMINISTRATORS);
    List<HoldLine> active = holds.active().stream().map(words::line).toList();
    List<HoldLine> lifted = holds.lifted(SHOWN).stream().map(words::line).toList();
    List<ErasureLine> open = new ArrayList<>();
    for (State state : List.of(State.ASKED, State.CONFIRMED)) {
      store.in(state).forEach(erasure -> open.add(words.line(erasure, who.getName(), mayDecide)));
    }
    active.forEach(line -> seen(who, line.patientId()));
    lifted.forEach(line -> seen(who, line.patientId()));
    open.forEach(line -> seen(who, line.patientId()));
    model.addAttribute("officer", officer);
    model.addAttribute("rules", words.rules());
    model.addAttribute("records", KeepingWords.years(settings.recordsDays()));
    model.addAttribute("hour", settings.hour());
    model.addAttribute("lastRun", lock.last().map(run -> "%s: %d removed, %d kept by a hold, %d could not be removed".formatted(words.at(run.finishedAt()),
        run.removed(), run.held(), run.failed())).orElse(null));
    model.addAttribute("lastFailed", lock.last().map(run -> run.failed() > 0).orElse(false));
    model.addAttribute("holds", active);
    model.addAttribute("lifted", lifted);
    model.addAttribute("protocols", cases.protocols());
    model.addAttribute("open", open);
    model.addAttribute("over", store.over(SHOWN).stream().map(erasure -> words.line(erasure, who.getName(), false)).toList());
    model.addAttribute("removals", words.removals(SHOWN));
    model.addAttribute("shown", SHOWN);
    model.addAttribute("reasons", Reason.values());
    model.addAttribute("twoPersons", settings.twoPersons());
    if (!model.containsAttribute("typed")) {
      model.addAttribute("typed", new Typed("", "", "", "", ""));
    }
    return "keeping";
  }

  @PostMapping("/keeping/holds")
  String hold(@RequestParam String scope, @RequestParam(defaultValue = "") String number, @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to, @RequestParam String reason, @RequestParam String reference, Authentication who, Model model,
      RedirectAttributes after) {
    model.addAttribute("typed", new Typed(scope, number, reason, reference, ""));
    if (reason.strip().length() < SHORTEST || reason.length() > LONGEST || reference.isBlank() || reference.length() > LONGEST_REFERENCE) {
      return problem("Say why (%d to %d characters) and give the reference of the matter.".formatted(SHORTEST, LONGEST), who, model);
    }
    try {
      Scope on = Scope.of(scope);
      LocalDate first = on == Scope.PERIOD ? LocalDate.parse(from.strip()) : null;
      LocalDate last = on == Scope.PERIOD && !to.isBlank() ? LocalDate.parse(to.strip()) : null;
      if (last != null && last.isBefore(first)) {
        return problem("The period ends before it begins.", who, model);
      }
      String subject = switch (on) {
        case CASE -> cases.byKeyOrId(number.strip()).orElseThrow(() -> new Refused("No case has this visit number or id."));
        case PATIENT -> patient(number);
        case PROTOCOL -> cases.protocols().stream().map(one -> one[0]).filter(number::equals).findFirst()
            .orElseThrow(() -> new Refused("Choose a protocol."));
        case PERIOD -> null;
      };
      holds.place(on, subject, first, last, reason.strip(), reference.strip(), who.getName());
    } catch (DateTimeParseException e) {
      return problem("A day does not read as a date like 2026-03-06.", who, model);
    } catch (Refused refused) {
      return problem(refused.getMessage(), who, model);
    }
    after.addFlashAttribute("done", "The hold is set. What it covers is neither removed nor erased until it is lifted.");
    return "redirect:/keeping#holds";
  }

  @PostMapping("/keeping/holds/lift")
  String lift(@RequestParam String id, @RequestParam String reason, Authentication who, Model model, RedirectAttributes after) {
    if (reason.strip().length() < SHORTEST || reason.length() > LONGEST) {
      return problem("Say why the hold is lifted (%d to %d characters).".formatted(SHORTEST, LONGEST), who, model);
    }
    after.addFlashAttribute("done", holds.lift(id, reason.strip(), who.getName()) ? "The hold is lifted." : "This hold was lifted before.");
    return "redirect:/keeping#holds";
  }

  @PostMapping("/keeping/erasures")
  String ask(@RequestParam String number, @RequestParam String reason, @RequestParam String basis, @RequestParam("words") String said, Authentication who,
      Model model, RedirectAttributes after) {
    model.addAttribute("typed", new Typed("erasure", number, reason, basis, said));
    Optional<Reason> known = Reason.of(reason);
    if (known.isEmpty() || basis.isBlank() || basis.length() > LONGEST_REFERENCE || said.strip().length() < SHORTEST || said.length() > LONGEST) {
      return problem("Choose a reason, cite the law or order, and say in a few words what was asked (%d to %d characters).".formatted(SHORTEST, LONGEST), who,
          model);
    }
    try {
      String patientId = patient(number);
      seen(who, patientId);
      erasures.ask(patientId, known.get(), basis.strip(), said.strip(), who.getName());
    } catch (Refused refused) {
      return problem(refused.getMessage(), who, model);
    }
    after.addFlashAttribute("done", settings.twoPersons() ? "The request is kept. Another privacy officer or an administrator must confirm it."
        : "The request is kept and waits to be confirmed.");
    return "redirect:/keeping#erasures";
  }

  @PostMapping("/keeping/erasures/confirm")
  String confirm(@RequestParam String id, Authentication who, Model model, RedirectAttributes after) {
    try {
      if (store.find(id).map(Erasure::state).filter(State.CONFIRMED::equals).isPresent()) {
        erasures.goOn(id);
      } else {
        erasures.confirm(id, who.getName());
      }
    } catch (Refused refused) {
      return problem("Nothing more was erased. " + refused.getMessage(), who, model);
    }
    after.addFlashAttribute("done", "It is erased. What was done, when and by whom stays, and the chains verify.");
    return "redirect:/keeping#erasures";
  }

  @PostMapping("/keeping/erasures/withdraw")
  String withdraw(@RequestParam String id, Authentication who, Model model, RedirectAttributes after) {
    try {
      erasures.withdraw(id, who.getName());
    } catch (Refused refused) {
      return problem(refused.getMessage(), who, model);
    }
    after.addFlashAttribute("done", "The request is withdrawn. Nothing was erased.");
    return "redirect:/keeping#erasures";
  }

  private String problem(String problem, Authentication who, Model model) {
    model.addAttribute("problem", problem);
    return page(who, model);
  }

  /** The one patient with this record number, or with this id in the health record. */
  private String patient(String number) {
    List<String> found = patients.patientsEverKnownAs(number.strip()).stream().distinct().filter(id -> !records.cases(id).isEmpty()).toList();
    if (found.isEmpty()) {
      throw new Refused("Careloop knows no patient with this record number or id in the health record.");
    }
    if (found.size() > 1) {
      throw new Refused("Several patients have this number. Give the patient's id in the health record instead.");
    }
    return found.get(0);
  }

  private void seen(Authentication who, String patientId) {
    if (patientId != null) {
      reads.seen(who.getName(), Groups.of(who), PatientReads.Kind.CASE_SEARCH, records.cases(patientId));
    }
  }

  private static boolean is(Authentication who, Role role) {
    return Groups.of(who).contains(role.group());
  }
}
