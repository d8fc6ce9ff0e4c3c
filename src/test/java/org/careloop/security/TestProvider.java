package org.careloop.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configurers.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;

/**
 * A real provider of single sign-on in a program of its own: discovery, keys, authorization code, client credentials, sign-out. The test
 * says what its tokens claim about whom. Knows nothing of Careloop.
 */
final class TestProvider {

  static final String CLIENT = "careloop-web";
  static final String AUDIENCE = "careloop-api";
  static final String SECRET = "secret-of-";
  private static final RSAKey KEY = newKey();

  /** What the provider says about who signs in there with this name; everybody's password is {@code pass}. */
  static final Map<String, Map<String, Object>> PEOPLE = new ConcurrentHashMap<>();

  private final int port;
  private final int productsPort;
  private ConfigurableApplicationContext running;

  TestProvider(int port, int productsPort) {
    this.port = port;
    this.productsPort = productsPort;
  }

  String issuer() {
    return "http://localhost:" + port;
  }

  void start() {
    running = new SpringApplicationBuilder(Program.class).properties(Map.of("spring.config.name", "test-provider", "server.port", port,
        "server.servlet.session.cookie.name", "PROVIDER", "test.products-port", productsPort, "spring.main.banner-mode", "off",
        "spring.jmx.enabled", "false", "spring.profiles.active", "provider")).run();
  }

  void stop() {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  /** A token that the provider might have signed. Null takes a claim away. */
  String token(Map<String, Object> claims) {
    return token(claims, KEY, "JWT");
  }

  static String token(Map<String, Object> claims, RSAKey key, String type) {
    try {
      JWTClaimsSet.Builder set = new JWTClaimsSet.Builder();
      claims.forEach((name, value) -> set.claim(name, value instanceof java.time.Instant at ? java.util.Date.from(at) : value));
      SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY.getKeyID()).type(new JOSEObjectType(type)).build(),
          set.build());
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static RSAKey key() {
    return KEY;
  }

  static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** No @Configuration: the product's own scan must not find it. */
  @ImportAutoConfiguration({ServletWebServerFactoryAutoConfiguration.class, DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class,
      HttpMessageConvertersAutoConfiguration.class, JacksonAutoConfiguration.class, SecurityAutoConfiguration.class,
      SecurityFilterAutoConfiguration.class})
  static class Program {

    @Bean
    SecurityFilterChain doors(HttpSecurity http) throws Exception {
      OAuth2AuthorizationServerConfigurer server = OAuth2AuthorizationServerConfigurer.authorizationServer();
      return http.with(server, doors -> doors.oidc(Customizer.withDefaults()))
          .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
          .formLogin(Customizer.withDefaults())
          .build();
    }

    @Bean
    UserDetailsService people() {
      return name -> {
        if (!PEOPLE.containsKey(name)) {
          throw new org.springframework.security.core.userdetails.UsernameNotFoundException(name);
        }
        return User.withUsername(name).password("{noop}pass").authorities("person").build();
      };
    }

    @Bean
    RegisteredClientRepository clients(@org.springframework.beans.factory.annotation.Value("${test.products-port}") int port) {
      String product = "http://localhost:" + port;
      return new InMemoryRegisteredClientRepository(
          RegisteredClient.withId("1").clientId(CLIENT).clientSecret("{noop}" + SECRET)
              .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
              .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
              .redirectUri(product + "/login/oauth2/code/careloop").postLogoutRedirectUri(product + "/login?signed-out")
              .scopes(scopes -> scopes.addAll(Set.of("openid", "profile", "email")))
              .clientSettings(ClientSettings.builder().requireProofKey(true).build()).build(),
          program("mercy-interface"), program("somebody-else"));
    }

    private static RegisteredClient program(String id) {
      return RegisteredClient.withId(id).clientId(id).clientSecret("{noop}" + SECRET + id)
          .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
          .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS).scope("deliver").build();
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> claims() {
      return token -> {
        Map<String, Object> known = PEOPLE.get(token.getPrincipal().getName());
        if (known != null) {
          token.getClaims().claims(claims -> known.forEach((name, value) -> {
            if (Objects.equals(value, "")) {
              claims.remove(name);
            } else {
              claims.put(name, value);
            }
          }));
        }
        if ("access_token".equals(token.getTokenType().getValue())) {
          token.getClaims().audience(List.of(AUDIENCE)).claim("azp", token.getRegisteredClient().getClientId());
        }
      };
    }

    @Bean
    JWKSource<SecurityContext> keys() {
      return new ImmutableJWKSet<>(new JWKSet(KEY));
    }

    @Bean
    org.springframework.security.oauth2.jwt.JwtDecoder decoder(JWKSource<SecurityContext> keys) {
      return org.springframework.security.oauth2.server.authorization.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration
          .jwtDecoder(keys);
    }

    @Bean
    AuthorizationServerSettings settings(@org.springframework.beans.factory.annotation.Value("${server.port}") int port) {
      return AuthorizationServerSettings.builder().issuer("http://localhost:" + port).build();
    }
  }
}
