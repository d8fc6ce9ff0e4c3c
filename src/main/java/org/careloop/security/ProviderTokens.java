package org.careloop.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.careloop.security.ProviderSettings.Program;
import org.careloop.security.SignInLog.Event;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Reads bearer tokens: signed by the provider, for us, not over, and no other kind of token. A program's token stands for the groups that
 * its client id is given in the settings, a person's for the groups in its claim. Never makes an account.
 */
class ProviderTokens implements JwtDecoder {

  private final Provider provider;
  private final ProviderSettings settings;
  private final Admission admission;
  private final Accounts accounts;
  private final SignInLog log;
  private final Cache<String, Boolean> seen = Caffeine.newBuilder().maximumSize(10_000).expireAfterAccess(Duration.ofHours(1)).build();
  private volatile NimbusJwtDecoder decoder;

  ProviderTokens(Provider provider, ProviderSettings settings, Admission admission, Accounts accounts, SignInLog log) {
    this.provider = provider;
    this.settings = settings;
    this.admission = admission;
    this.accounts = accounts;
    this.log = log;
  }

  @Override
  public Jwt decode(String token) {
    if (decoder == null) {
      try {
        decoder = newDecoder();
      } catch (OAuth2AuthenticationException unreachable) {
        throw new JwtException("The provider of single sign-on cannot be reached.", unreachable);
      }
    }
    return decoder.decode(token);
  }

  private NimbusJwtDecoder newDecoder() {
    NimbusJwtDecoder reader = provider.signatures().validateType(false)
        .jwtProcessorCustomizer(processor -> processor.setJWSTypeVerifier(
            new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null)))
        .build();
    reader.setJwtValidator(new DelegatingOAuth2TokenValidator<>(List.of(new JwtTimestampValidator(), new JwtIssuerValidator(settings.issuer()),
        new JwtAudienceValidator(settings.audience()), isAccessToken())));
    return reader;
  }

  // What the provider tells a client about a person (ID token) or wants it to do (logout token) opens no door.
  private static OAuth2TokenValidator<Jwt> isAccessToken() {
    OAuth2Error wrongKind = new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, "expected an access token with an end", null);
    return token -> {
      String kind = Objects.toString(token.getClaims().get("typ"), "Bearer");
      boolean right = token.getExpiresAt() != null && token.getIssuedAt() != null && kind.equalsIgnoreCase("Bearer")
          && Stream.of("nonce", "at_hash", "c_hash", "events").noneMatch(token::hasClaim);
      return right ? OAuth2TokenValidatorResult.success() : OAuth2TokenValidatorResult.failure(wrongKind);
    };
  }

  /** Who comes with this token. */
  AbstractAuthenticationToken authenticate(Jwt token) {
    String client = Stream.of("azp", "client_id", "appid").map(token::getClaimAsString).filter(Objects::nonNull).findFirst().orElse("");
    return isProgram(token, client) ? program(token, client) : person(token);
  }

  /** Writes down who came, once for each token and address. */
  void writeDown(Authentication who, String address) {
    if (who instanceof JwtAuthenticationToken comes
        && seen.asMap().putIfAbsent(comes.getName() + " " + address + " " + comes.getToken().getIssuedAt(), true) == null) {
      log.write(Event.SIGNED_IN, comes.getName(), Knock.Way.TOKEN, address, null);
    }
  }

  private AbstractAuthenticationToken program(Jwt token, String client) {
    Program program = settings.program(client);
    if (program == null || !admission.sameName(client).isEmpty()) {
      throw new InvalidBearerTokenException("This program is not known here, or its client id is the name of an account.");
    }
    return new JwtAuthenticationToken(token, authorities(program.groups()), client);
  }

  private AbstractAuthenticationToken person(Jwt token) {
    ProviderIdentity person = ProviderIdentity.of(settings, token.getClaims());
    try {
      admission.check(person);
    } catch (OAuth2AuthenticationException refused) {
      throw new InvalidBearerTokenException(SignInProblem.of(refused).text(settings.name()), refused);
    }
    Instant ended = accounts.lately(person.id()).endedAt();
    if (ended != null && !token.getIssuedAt().isAfter(ended)) {
      throw new InvalidBearerTokenException("The person has signed out everywhere since this token was issued.");
    }
    return new JwtAuthenticationToken(token, authorities(settings.groupsFor(person.groups())), person.id());
  }

  // A token that a person got through this client names the same client; one that the client got for itself has no person in it.
  private static boolean isProgram(Jwt token, String client) {
    String subject = Objects.toString(token.getSubject(), "");
    String name = Objects.toString(token.getClaims().get("preferred_username"), "");
    boolean app = "app".equals(token.getClaims().get("idtyp")) || subject.equals(token.getClaims().get("oid")) && !token.hasClaim("scp");
    return !client.isEmpty() && (subject.equals(client) || app || name.equals("service-account-" + client.toLowerCase(Locale.ROOT)));
  }

  private static Collection<GrantedAuthority> authorities(Collection<String> groups) {
    return groups.stream().<GrantedAuthority>map(SimpleGrantedAuthority::new).toList();
  }
}
