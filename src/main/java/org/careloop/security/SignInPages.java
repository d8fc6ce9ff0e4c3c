package org.careloop.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The sign-in page, and the way out through the provider. Knows nobody and shows no patient. */
@Controller
class SignInPages {

  /** An account of the sandbox, a person's or a program's. */
  record Choice(String id, String role, boolean person) {}

  private final SecuritySettings settings;
  private final SingleSignOn provider;
  private final PageFrame frame;

  SignInPages(SecuritySettings settings, SingleSignOn provider, PageFrame frame) {
    this.settings = settings;
    this.provider = provider;
    this.frame = frame;
  }

  @GetMapping("/login")
  String signIn(HttpServletRequest request, Model model) {
    model.addAttribute("providerName", settings.sso().name());
    if (provider.mustSignOutThere(request)) {
      return "signing-out";
    }
    SignInProblem problem = request.getParameterMap().keySet().stream().map(SignInProblem::of).filter(Objects::nonNull).findFirst().orElse(null);
    if (problem != null) {
      model.addAttribute("tone", problem.tone());
      model.addAttribute("message", problem.text(settings.sso().name()));
    }
    model.addAttribute("provider", settings.sso().isSet());
    model.addAttribute("password", settings.passwordSignIn());
    model.addAttribute("passwordOpen", problem == SignInProblem.REFUSED);
    if (frame.isSandbox() && settings.passwordSignIn()) {
      model.addAttribute("accounts", SandboxAccounts.all().stream()
          .map(account -> new Choice(account.id(), Role.labels(account.groups()), !account.groups().contains(Role.INTEGRATIONS.group()))).toList());
    }
    return "sign-in";
  }

  /** Here people come from the page that says so, for a form may not lead to another site. */
  @GetMapping("/sign-out/provider")
  String signOutAtTheProvider(HttpServletRequest request) {
    return "redirect:" + provider.wayOut(request);
  }

  /** A provider that could not be reached a moment ago: the filter in front of this left the request to us. */
  @GetMapping("/oauth2/authorization/careloop")
  String providerIsNotThere() {
    return "redirect:" + (settings.sso().isSet() ? SignInProblem.UNREACHABLE.page() : "/login");
  }
}
