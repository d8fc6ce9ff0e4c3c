package org.careloop.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.oidc.authentication.logout.OidcLogoutToken;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionInformation;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionRegistry;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;

/** Where Spring would keep what this program does not want: access tokens of people, and who is in which session of this one node. */
final class NothingKept {

  private NothingKept() {}

  /** This program calls nobody in a person's name, so it keeps no access and refresh tokens. */
  static final class Clients implements OAuth2AuthorizedClientRepository {

    @Override
    public <T extends OAuth2AuthorizedClient> T loadAuthorizedClient(String registration, Authentication who, HttpServletRequest request) {
      return null;
    }

    @Override
    public void saveAuthorizedClient(OAuth2AuthorizedClient client, Authentication who, HttpServletRequest request, HttpServletResponse response) {
      // See above.
    }

    @Override
    public void removeAuthorizedClient(String registration, Authentication who, HttpServletRequest request, HttpServletResponse response) {
      // Nothing was kept.
    }
  }

  /** Sessions end by the account's stamp, which holds on all nodes. */
  static final class Sessions implements OidcSessionRegistry {

    @Override
    public void saveSessionInformation(OidcSessionInformation session) {
      // See above.
    }

    @Override
    public OidcSessionInformation removeSessionInformation(String session) {
      return null;
    }

    @Override
    public Iterable<OidcSessionInformation> removeSessionInformation(OidcLogoutToken token) {
      return List.of();
    }
  }
}
