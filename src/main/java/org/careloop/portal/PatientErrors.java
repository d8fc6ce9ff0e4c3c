package org.careloop.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorViewResolver;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/** What a patient reads where a patients' page was refused or failed: the same kind words for everything, and whom to call. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class PatientErrors implements ErrorViewResolver {

  private final PortalSettings settings;

  PatientErrors(PortalSettings settings) {
    this.settings = settings;
  }

  @Override
  public ModelAndView resolveErrorView(HttpServletRequest request, HttpStatus status, Map<String, Object> model) {
    String path = String.valueOf(model.get("path"));
    if (!path.startsWith(request.getContextPath() + "/p/")) {
      return null;
    }
    Words words = Words.in(request.getLocale().getLanguage());
    Map<String, Object> page = new HashMap<>(inBothLanguages("trouble", words));
    page.putAll(Map.of("page", "word", "w", words, "practice", settings.practiceName(), "phone", settings.practicePhone(), "dial", settings.dial(),
        "help", false, "already", false, "inside", false));
    return new ModelAndView("patient", page, status);
  }

  /** Nobody has said yet which language they read. */
  static Map<String, Object> inBothLanguages(String what, Words words) {
    Words other = Words.in(words.other());
    return Map.of("heading", words.say(what + ".title"), "text", words.say(what + ".text"), "otherHeading", other.say(what + ".title"),
        "otherText", other.say(what + ".text"));
  }
}
