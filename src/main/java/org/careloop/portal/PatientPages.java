package org.careloop.portal;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.careloop.engine.PatientTasks;
import org.careloop.engine.PatientTasks.OpenTask;
import org.careloop.engine.forms.FormCheck.Problem;
import org.careloop.engine.forms.PatientForm;
import org.careloop.portal.PatientLink.State;
import org.careloop.portal.PatientLinks.Judged;
import org.careloop.portal.PatientLinks.Worth;
import org.careloop.portal.PatientSessions.Session;
import org.careloop.security.SignInThrottle;
import org.careloop.team.Names;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The patients' pages: a link leads to the question for the date of birth, that to the open forms of the link's case and purpose, one a page.
 * Every request judges the link anew. Works without scripts; nothing of a form stands in an address.
 */
@Controller
@RequestMapping("/p")
class PatientPages {

  private static final String VIEW = "patient";
  private static final String ON = "redirect:/p/page";
  private static final int MOST_WAITS = 8;
  private static final String IN_PERSON = "The patient opened the link and asks to be asked in person.";

  private final PatientLinks links;
  private final LinkStore store;
  private final PatientDoor door;
  private final PatientTasks tasks;
  private final Names names;
  private final PatientSessions sessions;
  private final PortalSettings settings;
  private final SignInThrottle throttle;

  PatientPages(PatientLinks links, LinkStore store, PatientDoor door, PatientTasks tasks, Names names, PatientSessions sessions, PortalSettings settings,
      Clock clock) {
    this.links = links;
    this.store = store;
    this.door = door;
    this.tasks = tasks;
    this.names = names;
    this.sessions = sessions;
    this.settings = settings;
    this.throttle = new SignInThrottle(settings.knocks(), clock);
  }

  // The token's cookie must be out before the page is.
  @ModelAttribute
  void tokenOfForms(HttpServletRequest request) {
    if (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token) {
      token.getToken();
    }
  }

  @GetMapping("/{token}")
  String knock(@PathVariable String token, @RequestParam(required = false) String lang, HttpServletRequest request, HttpServletResponse response, Model model) {
    Judged judged = links.judge(token);
    Words words = language(request, lang, judged.link());
    return judged.worth() == Worth.GOOD ? doorPage(token, Map.of(), "", words, model) : refuse(judged.worth(), words, request, response, model);
  }

  @PostMapping("/{token}")
  String open(@PathVariable String token, @RequestParam Map<String, String> sent, HttpServletRequest request, HttpServletResponse response, Model model) {
    Judged judged = links.judge(token);
    Words words = language(request, sent.get("lang"), judged.link());
    if (judged.worth() != Worth.GOOD) {
      return refuse(judged.worth(), words, request, response, model);
    }
    LocalDate born = day(sent);
    if (born == null) {
      return doorPage(token, sent, words.say("door.noDate"), words, model);
    }
    return switch (door.answer(judged.link(), born)) {
      case RIGHT -> {
        sessions.begin(request, response, new Session(judged.link().id(), words.language()));
        yield ON;
      }
      case WRONG -> {
        int left = door.triesLeft(judged.link());
        yield doorPage(token, sent, left == 1 ? words.say("door.wrongLast") : words.say("door.wrong", left), words, model);
      }
      case LOCKED -> word(Worth.LOCKED, words, response, model);
      case GONE -> word(Worth.REVOKED, words, response, model);
      case UNKNOWN -> word("birth", 404, words, response, model);
      case LATER -> word("later", 503, words, response, model);
    };
  }

  @GetMapping("/page")
  String page(HttpServletRequest request, HttpServletResponse response, Model model) {
    Session session = sessions.of(request).orElse(null);
    if (session == null) {
      return word("over", 404, language(request, null, null), response, model);
    }
    Words words = Words.in(session.language());
    Judged judged = links.judgeById(session.linkId());
    if (judged.worth() == Worth.USED && session.isFinished()) {
      return last(session.leftAnything() ? "thanks.person" : "thanks.text", session, words, model);
    }
    if (judged.worth() != Worth.GOOD) {
      return word(judged.worth(), words, response, model);
    }
    List<OpenTask> open = open(judged.link(), session);
    if (open.isEmpty()) {
      return nothingOpen(judged.link(), session, words, response, model);
    }
    OpenTask next = open.get(0);
    boolean again = session.hasSeen(formId(next));
    model.addAttribute("again", again);
    return formPage(judged.link(), next, open.size(), new Answers(next, tasks, again ? Answers.before(next) : new LinkedMultiValueMap<>()), List.of(), false,
        session, words, model);
  }

  @PostMapping("/page")
  String answer(@RequestParam MultiValueMap<String, String> sent, HttpServletRequest request, HttpServletResponse response, Model model) {
    Session session = sessions.of(request).orElse(null);
    if (session == null) {
      return word("over", 404, language(request, null, null), response, model);
    }
    Judged judged = links.judgeById(session.linkId());
    String wish = Objects.requireNonNullElse(sent.getFirst("do"), "");
    if (wish.equals(Words.ENGLISH) || wish.equals(Words.SPANISH)) {
      session.speak(wish);
    }
    Words words = Words.in(session.language());
    if (judged.worth() != Worth.GOOD) {
      return judged.worth() == Worth.USED && session.isFinished() ? ON : word(judged.worth(), words, response, model);
    }
    List<OpenTask> open = open(judged.link(), session);
    String taskId = sent.getFirst("task");
    Optional<OpenTask> task = open.stream().filter(one -> one.taskId().equals(taskId)).findFirst();
    if (task.isEmpty()) {
      if (taskId != null && !session.hasAnswered(taskId) && !session.hasLeft(taskId)) {
        session.somebodyWasFirst();
      }
      return ON;
    }
    return switch (wish) {
      case "send" -> send(judged.link(), task.get(), open.size(), sent, session, words, model);
      case "person" -> {
        session.leave(taskId);
        tasks.remark(taskId, IN_PERSON);
        yield ON;
      }
      default -> formPage(judged.link(), task.get(), open.size(), new Answers(task.get(), tasks, sent), List.of(), false, session, words, model);
    };
  }

  private String send(PatientLink link, OpenTask task, int open, MultiValueMap<String, String> sent, Session session, Words words, Model model) {
    Answers answers = new Answers(task, tasks, sent);
    List<JsonNode> shown = answers.shown();
    Map<String, Object> typed = answers.typed(shown);
    List<Problem> problems = tasks.problems(task, typed);
    Set<String> seen = new HashSet<>(sent.getOrDefault("seen", List.of()));
    boolean more = shown.stream().anyMatch(part -> part.hasNonNull("key") && !seen.contains(part.get("key").asText()));
    if (!problems.isEmpty() || more) {
      // What was not there to be answered is no mistake.
      List<Problem> mistakes = problems.stream().filter(problem -> seen.contains(problem.key())).toList();
      return formPage(link, task, open, answers, mistakes, more, session, words, model);
    }
    if (shown.stream().anyMatch(part -> tasks.holds(task, PatientForm.property(part, PatientForm.HELP_WHEN), typed))) {
      session.showHelp();
    }
    if (tasks.complete(task, typed, Answers.variables(typed))) {
      session.answered(task.taskId(), formId(task));
      store.answered(link.id());
    } else {
      session.somebodyWasFirst();
    }
    return ON;
  }

  private static String formId(OpenTask task) {
    return task.form().path("id").asText();
  }

  private List<OpenTask> open(PatientLink link, Session session) {
    return tasks.open(link.caseId(), link.patientId(), link.purpose()).stream().filter(task -> !session.hasLeft(task.taskId())).toList();
  }

  private String nothingOpen(PatientLink link, Session session, Words words, HttpServletResponse response, Model model) {
    boolean atWork = session.answeredAnything() && tasks.isAtWork(link.caseId());
    if (atWork && session.mayWait(MOST_WAITS)) {
      response.setHeader("Refresh", "2; url=page");
      return last("wait.text", session, words, model);
    }
    if (link.purpose().equals("plan")) {
      PlanPage plan = plan(link, null, words);
      if (!plan.isEmpty()) {
        model.addAttribute("plan", plan);
        model.addAttribute("planRead", session.answeredAnything());
        return last("plan.question", session, words, model);
      }
      return last("plan.nobody", session, words, model);
    }
    if (session.answeredAnything() && !session.leftAnything() && !atWork) {
      store.end(link.id(), State.USED, "answered");
      session.finish();
    }
    return last(session.leftAnything() ? "thanks.person" : session.answeredAnything() ? "thanks.text" : "nothing.text", session, words, model);
  }

  private String formPage(PatientLink link, OpenTask task, int open, Answers answers, List<Problem> problems, boolean more, Session session, Words words,
      Model model) {
    FormPage form = FormPage.of(task, answers.shown(), answers.entered(), problems, words);
    boolean isPlan = link.purpose().equals("plan");
    model.addAttribute("form", form);
    model.addAttribute("task", task.taskId());
    model.addAttribute("more", more && problems.isEmpty());
    model.addAttribute("number", session.pagesDone() + 1);
    model.addAttribute("of", session.pagesDone() + open);
    model.addAttribute("plan", isPlan ? plan(link, task, words) : null);
    model.addAttribute("submit", isPlan ? "form.read" : "form.send");
    model.addAttribute("heading", form.title());
    return frame("form", session, words, model);
  }

  private PlanPage plan(PatientLink link, OpenTask task, Words words) {
    Object items = task == null ? null : task.known().get("planItems");
    Object known = task == null ? null : task.known().get("primaryCoordinator");
    Object coordinator = known == null ? tasks.value(link.caseId(), "primaryCoordinator") : known;
    return PlanPage.of(items == null ? tasks.value(link.caseId(), "planItems") : items,
        names.nameOf(Objects.toString(coordinator, null)).orElse(""), words);
  }

  private String doorPage(String token, Map<String, String> sent, String problem, Words words, Model model) {
    model.addAttribute("token", token);
    model.addAttribute("problem", problem);
    model.addAttribute("month", sent.getOrDefault("month", ""));
    model.addAttribute("day", sent.getOrDefault("day", ""));
    model.addAttribute("year", sent.getOrDefault("year", ""));
    model.addAttribute("heading", words.say("door.title"));
    return frame("door", null, words, model);
  }

  /** Who guesses links has to wait; who has one that was sent never waits for what others do at the same address. */
  private String refuse(Worth worth, Words words, HttpServletRequest request, HttpServletResponse response, Model model) {
    return worth == Worth.ALTERED && !throttle.admits(request.getRemoteAddr(), "-") ? word("calm", 429, words, response, model)
        : word(worth, words, response, model);
  }

  /** A page that only says something, after a form or instead of one. */
  private String last(String text, Session session, Words words, Model model) {
    boolean aboutPlan = text.equals("plan.question");
    model.addAttribute("text", words.say(text));
    model.addAttribute("wait", text.startsWith("wait."));
    model.addAttribute("heading", words.say(aboutPlan ? "plan.title" : text.equals("plan.nobody") ? "nothing.title" : text.replaceFirst("\\..*", ".title")));
    return frame("word", session, words, model);
  }

  private String word(Worth worth, Words words, HttpServletResponse response, Model model) {
    return word(worth.name().toLowerCase(java.util.Locale.ROOT), 404, words, response, model);
  }

  private String word(String what, int status, Words words, HttpServletResponse response, Model model) {
    response.setStatus(status);
    model.addAllAttributes(PatientErrors.inBothLanguages(what, words));
    return frame("word", null, words, model);
  }

  private String frame(String page, Session session, Words words, Model model) {
    model.addAttribute("page", page);
    model.addAttribute("w", words);
    model.addAttribute("practice", settings.practiceName());
    model.addAttribute("phone", settings.practicePhone());
    model.addAttribute("dial", settings.dial());
    model.addAttribute("help", session != null && session.needsHelp());
    model.addAttribute("inside", session != null);
    model.addAttribute("already", session != null && session.toldThatSomebodyWasFirst());
    return VIEW;
  }

  private static LocalDate day(Map<String, String> sent) {
    try {
      String year = sent.getOrDefault("year", "").strip();
      return year.length() != 4 ? null : LocalDate.of(Integer.parseInt(year), Integer.parseInt(sent.getOrDefault("month", "").strip()),
          Integer.parseInt(sent.getOrDefault("day", "").strip()));
    } catch (NumberFormatException | DateTimeException notADay) {
      return null;
    }
  }

  private static Words language(HttpServletRequest request, String asked, PatientLink link) {
    if (Words.ENGLISH.equals(asked) || Words.SPANISH.equals(asked)) {
      return Words.in(asked);
    }
    return Words.in(link != null ? link.language() : request.getLocale().getLanguage());
  }
}
