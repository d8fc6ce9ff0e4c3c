package org.careloop.security;

import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** What the frame around every page says: the sandbox's warning and who is signed in. Templates ask for it by its bean name. */
@Component
public class PageFrame {

  private final boolean sandbox;

  PageFrame(Environment environment) {
    this.sandbox = environment.acceptsProfiles(Profiles.of("sandbox"));
  }

  public boolean isSandbox() {
    return sandbox;
  }

  /** Empty outside the sandbox. */
  public String getNotice() {
    return sandbox ? "Sandbox – synthetic patients only" : "";
  }

  /** Empty where nobody is signed in. */
  public String getUser() {
    SignedIn signedIn = SignedIn.current();
    return signedIn == null ? "" : signedIn.user();
  }
}
