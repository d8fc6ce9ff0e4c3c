package org.careloop.security;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.client.RestTemplateBuilder;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpMethod;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestOperations;
import org.springframework.web.client.RestTemplate;

/**
 * Speaks to the provider of single sign-on. Asks it where its doors are when somebody first comes, not at the start: this program starts
 * while the provider is down, and finds it when it is back. Every call has a time-out.
 */
class Provider implements ClientRegistrationRepository {

  static final String ID = "careloop";

  private static final Logger log = LoggerFactory.getLogger(Provider.class);
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration READ = Duration.ofSeconds(5);

  private final ProviderSettings settings;
  private final String redirect;
  private final RestTemplate http = new RestTemplateBuilder().connectTimeout(CONNECT).readTimeout(READ).build();
  private volatile ClientRegistration known;

  /** @param redirect where the provider sends people back to */
  Provider(ProviderSettings settings, String redirect) {
    this.settings = settings;
    this.redirect = redirect;
  }

  @Override
  public ClientRegistration findByRegistrationId(String id) {
    return ID.equals(id) ? registration() : null;
  }

  /**
   * The provider's doors.
   *
   * @throws org.springframework.security.oauth2.core.OAuth2AuthenticationException when it cannot be reached or is another one
   */
  ClientRegistration registration() {
    ClientRegistration registration = known;
    if (registration == null) {
      try {
        registration = discovered();
      } catch (RuntimeException unreachable) {
        log.warn("The provider of single sign-on at careloop.security.sso.issuer {} cannot be used: {} Whoever runs it must act.",
            settings.issuer(), unreachable.getMessage());
        throw SignInProblem.UNREACHABLE.refusal(unreachable);
      }
      known = registration;
    }
    return registration;
  }

  private ClientRegistration discovered() {
    Map<String, Object> document = http.exchange(settings.issuer().replaceFirst("/$", "") + DISCOVERY, HttpMethod.GET, null,
        new ParameterizedTypeReference<Map<String, Object>>() {}).getBody();
    if (document == null || !settings.issuer().equals(document.get("issuer"))) {
      throw new IllegalStateException("it calls itself \"%s\".".formatted(document == null ? "" : document.get("issuer")));
    }
    ClientRegistration.Builder registration = ClientRegistrations.fromOidcConfiguration(document)
        .registrationId(ID).clientId(settings.clientId()).clientSecret(settings.clientSecret()).clientName(settings.name())
        .scope(settings.scopes()).redirectUri(redirect);
    if (settings.clientSecret().isBlank()) {
      registration.clientAuthenticationMethod(ClientAuthenticationMethod.NONE);
    }
    return registration.build();
  }

  /** A reader of tokens that the provider has signed, with keys of its own and no shared secret. */
  NimbusJwtDecoder.JwkSetUriJwtDecoderBuilder signatures() {
    return signatures(registration(), http);
  }

  static NimbusJwtDecoder.JwkSetUriJwtDecoderBuilder signatures(ClientRegistration registration, RestOperations http) {
    return NimbusJwtDecoder.withJwkSetUri(registration.getProviderDetails().getJwkSetUri()).restOperations(http)
        .jwsAlgorithms(algorithms -> algorithms.addAll(Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.PS256, SignatureAlgorithm.ES256)));
  }

  /** Changes an authorization code into tokens. */
  OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> codes() {
    RestClientAuthorizationCodeTokenResponseClient client = new RestClientAuthorizationCodeTokenResponseClient();
    client.setRestClient(RestClient.builder().requestFactory(http.getRequestFactory())
        .messageConverters(converters -> {
          converters.clear();
          converters.add(new FormHttpMessageConverter());
          converters.add(new OAuth2AccessTokenResponseHttpMessageConverter());
        })
        .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler()).build());
    return client;
  }

  RestTemplate http() {
    return http;
  }
}
