package org.careloop.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.Map;
import java.util.Set;
import org.careloop.security.SignInLog.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.oidc.authentication.logout.OidcLogoutToken;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * People and programs that come from the provider, over OpenID Connect: authorization code with PKCE, bearer tokens, and signing out there
 * and from there. Keeps none of the provider's tokens but the one it needs to sign the person out again.
 */
@Component
class SingleSignOn {

  private static final Logger log = LoggerFactory.getLogger(SingleSignOn.class);
  private static final String WAY_OUT = SingleSignOn.class.getName() + ".wayOut";

  private final ProviderSettings settings;
  private final Admission admission;
  private final Accounts accounts;
  private final SignInLog signIns;
  private final String baseUrl;
  private final Provider provider;

  SingleSignOn(SecuritySettings settings, Admission admission, Accounts accounts, SignInLog signIns, @Value("${careloop.base-url:}") String baseUrl) {
    this.settings = settings.sso();
    this.admission = admission;
    this.accounts = accounts;
    this.signIns = signIns;
    this.baseUrl = baseUrl.replaceFirst("/$", "");
    this.provider = new Provider(this.settings, (this.baseUrl.isBlank() ? "{baseUrl}" : this.baseUrl) + "/login/oauth2/code/" + Provider.ID);
  }

  void takePeople(HttpSecurity http, AuthenticationSuccessHandler welcome, AuthenticationFailureHandler refusal) throws Exception {
    http.oauth2Login(login -> login.loginPage("/login").clientRegistrationRepository(provider).authorizedClientRepository(new NothingKept.Clients())
            .authenticationDetailsSource(Knock::fromTheProvider)
            .authorizationEndpoint(requests -> requests.authorizationRequestResolver(new Requests()))
            .tokenEndpoint(tokens -> tokens.accessTokenResponseClient(provider.codes()))
            .userInfoEndpoint(info -> info.oidcUserService(this::person))
            .successHandler(welcome).failureHandler(refusal))
        .oidcLogout(logout -> logout.clientRegistrationRepository(provider).oidcSessionRegistry(new NothingKept.Sessions())
            .backChannel(channel -> channel.logoutHandler(this::signedOutThere)));
  }

  void takeTokens(HttpSecurity http) throws Exception {
    ProviderTokens tokens = new ProviderTokens(provider, settings, admission, accounts, signIns);
    http.oauth2ResourceServer(server -> server
        .jwt(jwt -> jwt.decoder(tokens).jwtAuthenticationConverter(tokens::authenticate))
        .withObjectPostProcessor(new ObjectPostProcessor<BearerTokenAuthenticationFilter>() {
          @Override
          public <F extends BearerTokenAuthenticationFilter> F postProcess(F filter) {
            filter.setAuthenticationDetailsSource(Knock::withToken);
            filter.setAuthenticationFailureHandler((request, response, refusal) -> {
              if (refusal instanceof AuthenticationServiceException) {
                response.sendError(HttpStatus.SERVICE_UNAVAILABLE.value(), "The provider of single sign-on cannot be reached. Try again later.");
              } else {
                new BearerTokenAuthenticationEntryPoint().commence(request, response, refusal);
              }
            });
            return filter;
          }
        }))
        .addFilterAfter((request, response, chain) -> {
          tokens.writeDown(SecurityContextHolder.getContext().getAuthentication(), request.getRemoteAddr());
          chain.doFilter(request, response);
        }, BearerTokenAuthenticationFilter.class);
  }

  /** Remembers, in the new session of nobody, where the browser has to go to end the provider's session, too. */
  void signOutThereToo(HttpServletRequest request, Authentication who) {
    if (who == null || !(who.getPrincipal() instanceof OidcUser person)) {
      return;
    }
    Object door = provider.registration().getProviderDetails().getConfigurationMetadata().get("end_session_endpoint");
    if (door == null) {
      return;
    }
    request.getSession().setAttribute(WAY_OUT, UriComponentsBuilder.fromUriString(door.toString())
        .queryParam("id_token_hint", "{token}").queryParam("client_id", "{client}").queryParam("post_logout_redirect_uri", "{back}")
        .encode().buildAndExpand(Map.of("token", person.getIdToken().getTokenValue(), "client", settings.clientId(),
            "back", base(request) + SignInProblem.SIGNED_OUT.page())).toUriString());
  }

  boolean mustSignOutThere(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(WAY_OUT) != null;
  }

  /** Where the browser goes to be signed out at the provider; once. */
  String wayOut(HttpServletRequest request) {
    if (!mustSignOutThere(request)) {
      return SignInProblem.SIGNED_OUT.page();
    }
    Object way = request.getSession().getAttribute(WAY_OUT);
    request.getSession().removeAttribute(WAY_OUT);
    return way.toString();
  }

  // Whoever signs out at the provider, or is thrown out there, is out here, on every node.
  private void signedOutThere(HttpServletRequest request, HttpServletResponse response, Authentication goodbye) {
    OidcLogoutToken token = (OidcLogoutToken) goodbye.getPrincipal();
    if (token.getSubject() == null) {
      log.warn("The provider signed somebody out without naming the subject: expected the claim \"sub\" in its logout tokens.");
      response.setStatus(HttpStatus.NOT_IMPLEMENTED.value());
      return;
    }
    for (String account : accounts.ofSubject(settings.issuer(), token.getSubject())) {
      accounts.endSessions(account);
      signIns.write(Event.SIGNED_OUT_EVERYWHERE, account, Knock.Way.PROVIDER, request.getRemoteAddr(), "signed out at the provider");
    }
  }

  private OidcUser person(OidcUserRequest request) {
    DefaultOAuth2UserService info = new DefaultOAuth2UserService();
    info.setRestOperations(provider.http());
    OidcUserService usual = new OidcUserService();
    usual.setOauth2UserService(info);
    OidcUser person = usual.loadUser(request);
    Set<String> groups = admission.admit(ProviderIdentity.of(settings, person.getClaims()));
    return new DefaultOidcUser(groups.stream().map(SimpleGrantedAuthority::new).toList(), person.getIdToken(), person.getUserInfo(),
        settings.userNameClaim());
  }

  private String base(HttpServletRequest request) {
    return baseUrl.isBlank() ? ServletUriComponentsBuilder.fromContextPath(request).toUriString() : baseUrl;
  }

  /** The way to the provider, with PKCE. Null while the provider cannot be reached: the sign-in page says so then. */
  private final class Requests implements OAuth2AuthorizationRequestResolver {

    private final DefaultOAuth2AuthorizationRequestResolver usual = new DefaultOAuth2AuthorizationRequestResolver(provider, "/oauth2/authorization");

    Requests() {
      usual.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    }

    @Override
    public OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
      try {
        return usual.resolve(request);
      } catch (OAuth2AuthenticationException | IllegalArgumentException unreachableOrUnknown) {
        return null;
      }
    }

    @Override
    public OAuth2AuthorizationRequest resolve(HttpServletRequest request, String registration) {
      return usual.resolve(request, registration);
    }
  }
}
