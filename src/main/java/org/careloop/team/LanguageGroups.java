package org.careloop.team;

import java.util.Locale;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.Group;
import org.careloop.security.Languages;
import org.careloop.security.internal.EngineSetUp;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Makes the groups of those who speak a language with patients. Gives them no right; who is in them is left to administrators. */
@Component
@Order(1)
class LanguageGroups implements EngineSetUp {

  private final TeamSettings settings;

  LanguageGroups(TeamSettings settings) {
    this.settings = settings;
  }

  @Override
  public void apply(ProcessEngine engine) {
    for (String language : settings.languages()) {
      String id = Languages.SPEAKS + language;
      if (engine.getIdentityService().createGroupQuery().groupId(id).count() == 0) {
        Group group = engine.getIdentityService().newGroup(id);
        group.setName("Speaks " + nameOf(language));
        group.setType(Languages.GROUP_TYPE);
        engine.getIdentityService().saveGroup(group);
      }
    }
  }

  /** Of a code, {@code es} or {@code es-MX}, what people call the language. */
  static String nameOf(String language) {
    return Locale.forLanguageTag(language).getDisplayLanguage(Locale.US);
  }
}
