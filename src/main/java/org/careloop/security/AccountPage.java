package org.careloop.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.PasswordPolicyRule;
import org.camunda.bpm.engine.identity.User;
import org.careloop.security.Accounts.Account;
import org.careloop.security.SignInLog.Event;
import org.careloop.security.internal.Passwords;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** A person's own account: another password, the last sign-ins, and the way to end all sessions at once. Never anybody else's. */
@Controller
class AccountPage {

  /** A line of the list, as people read it. */
  record Line(String when, String what, String how, String from) {}

  private static final int LINES = 15;

  private final ProcessEngine engine;
  private final Accounts accounts;
  private final SignInLog log;
  private final SignInRules rules;
  private final EngineSignIn passwords;
  private final SecuritySettings settings;
  private final DateTimeFormatter clock;

  AccountPage(ProcessEngine engine, Accounts accounts, SignInLog log, SignInRules rules, EngineSignIn passwords, SecuritySettings settings,
      @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.engine = engine;
    this.accounts = accounts;
    this.log = log;
    this.rules = rules;
    this.passwords = passwords;
    this.settings = settings;
    this.clock = DateTimeFormatter.ofPattern("EEE d MMM yyyy, HH:mm", Locale.ENGLISH).withZone(zone);
  }

  @GetMapping("/account")
  String show(Model model) {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    Account account = accounts.now(who.getName());
    User user = user(who.getName());
    String name = ((text(user.getFirstName())) + " " + text(user.getLastName())).strip();
    model.addAttribute("name", name.isEmpty() ? user.getId() : name);
    model.addAttribute("id", user.getId());
    model.addAttribute("roles", Role.labels(account.groups()));
    model.addAttribute("local", account.isLocal());
    model.addAttribute("providerName", settings.sso().name());
    model.addAttribute("oneTime", account.mustChangePassword());
    model.addAttribute("rules", Passwords.hasPolicy(engine) ? rules() : "");
    model.addAttribute("lines", log.last(user.getId(), LINES).stream()
        .map(line -> new Line(clock.format(line.at()), line.event() + (line.reason() == null ? "" : ": " + line.reason()), line.way(), line.address()))
        .toList());
    return "account";
  }

  @PostMapping("/account/password")
  String changePassword(@RequestParam String current, @RequestParam String password, @RequestParam String again, HttpServletRequest request,
      RedirectAttributes after) {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    List<String> problems = problems(who, current, password, again);
    if (problems.isEmpty()) {
      User user = user(who.getName());
      user.setPassword(password);
      identities().saveUser(user);
      accounts.passwordWasChanged(who.getName());
      request.changeSessionId();
      rules.goOn(request, who);
      log.write(Event.PASSWORD_CHANGED, who.getName(), Knock.of(who).way(), request.getRemoteAddr(), null);
      after.addFlashAttribute("done", "Your password is changed. Every other session of your account has ended.");
    } else {
      after.addFlashAttribute("problems", problems);
    }
    return "redirect:/account";
  }

  @PostMapping("/account/sign-out-everywhere")
  String signOutEverywhere(HttpServletRequest request, HttpServletResponse response) {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    accounts.endSessions(who.getName());
    log.write(Event.SIGNED_OUT_EVERYWHERE, who.getName(), Knock.of(who).way(), request.getRemoteAddr(), null);
    new SecurityContextLogoutHandler().logout(request, response, who);
    rules.signOutThereToo(request, who);
    return "redirect:" + SignInProblem.SIGNED_OUT_EVERYWHERE.page();
  }

  private List<String> problems(Authentication who, String current, String password, String again) {
    List<String> problems = new ArrayList<>();
    if (!accounts.now(who.getName()).isLocal()) {
      problems.add("Your account has no password here. Change it at " + settings.sso().name() + ".");
    } else if (!password.equals(again)) {
      problems.add("The new password and its repetition differ.");
    } else if (password.isBlank() || password.equals(current)) {
      problems.add("The new password must be another one than the current one.");
    } else if (Passwords.hasPolicy(engine)) {
      for (PasswordPolicyRule violated : identities().checkPasswordAgainstPolicy(password, user(who.getName())).getViolatedRules()) {
        problems.add(words(violated));
      }
    }
    // Last, so that only an attempt that could succeed counts as one.
    if (problems.isEmpty() && !passwords.isRight(who.getName(), current, Knock.of(who))) {
      problems.add("The current password is wrong, or there were too many attempts. Wait a moment, then try again.");
    }
    return problems;
  }

  private String rules() {
    return identities().getPasswordPolicy().getRules().stream().map(AccountPage::words).reduce((first, next) -> first + " " + next).orElse("");
  }

  private static String words(PasswordPolicyRule rule) {
    return switch (rule.getPlaceholder().replace("PASSWORD_POLICY_", "")) {
      case "LENGTH" -> "It needs at least %s characters.".formatted(rule.getParameters().get("minLength"));
      case "LOWERCASE" -> "It needs a small letter.";
      case "UPPERCASE" -> "It needs a capital letter.";
      case "DIGIT" -> "It needs a digit.";
      case "SPECIAL" -> "It needs a sign that is neither a letter nor a digit.";
      default -> "It must not hold your name, your user name or a word that everybody tries first.";
    };
  }

  private static String text(String name) {
    return name == null ? "" : name;
  }

  private User user(String id) {
    return identities().createUserQuery().userId(id).singleResult();
  }

  private IdentityService identities() {
    return engine.getIdentityService();
  }
}
