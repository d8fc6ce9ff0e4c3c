package org.careloop.security;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.withDefaults;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.webapp.impl.security.auth.ContainerBasedAuthenticationFilter;
import org.careloop.security.internal.PatientReads;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.authorization.AuthorizationManagers;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.authentication.DelegatingAuthenticationEntryPoint;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.Http403ForbiddenEntryPoint;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.logout.HeaderWriterLogoutHandler;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.ClearSiteDataHeaderWriter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestHeaderRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;

/**
 * Who may reach which address. Everything is denied that is not named here; nothing but the sign-in page, what it needs, the health answer and
 * the pages that patients' links lead to is open to strangers. How people and programs sign in is {@link SignInRules}' business. A page of another package gets its line here.
 */
@Configuration(proxyBeanMethods = false)
class WebSecurity {

  private static final String CAMUNDA = "/camunda/**";
  private static final String CAMUNDA_API = "/camunda/api/**";
  /** Where protocols are proposed; everything else that deploys is closed. */
  private static final RequestMatcher PROPOSALS =
      new OrRequestMatcher(post("/engine-rest/deployment/create"), post("/engine-rest/engine/default/deployment/create"));
  private static final String CAMUNDA_SIGN_OUT = "/camunda/api/admin/auth/user/*/logout";

  /** Scripts and styles are our own files; nothing is framed, nothing is loaded from elsewhere. */
  private static final String CONTENT_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
      + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  /**
   * The auditor's pages draw diagrams and tables with bpmn-js and dmn-js. These set styles from scripts, which the policy above allows; only the
   * table viewer writes the styles of its watermark, and of the notice behind it, as attributes, and the watermark may not be touched. The hashes
   * are of those attributes in the version we serve; a browser test fails where they no longer fit.
   */
  private static final String AUDIT_POLICY = CONTENT_POLICY + "; style-src-attr 'unsafe-hashes' 'sha256-r3vOsuepBDg6tz/cOusiNJ9Y4Lp9hGQTT7pzDks1Xxc=' "
      + "'sha256-CA/eh4+2R0J7cEQ14gBMtx834RIOjzMUqCM+evtrkp4=' 'sha256-ZG9bHUWWXDZyu7zfItuLwGK+cah/hweM0RfXpZpxZVM=' "
      + "'sha256-JpvvTIK7ulxf/3oA+AUuVbO9Labs8npGWGm9X9nGIWw=' 'sha256-9OIpRRx0bq4t4s2zyqbocMNwedniLDaxLB+FlLIjNgM=' "
      + "'sha256-GAdrtwahSjGXI0UQQnfyEVtPn+wfgQxvyrjyQuByfuU='";

  /** Answers to programs are no pages. */
  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  private static final String POLICY = "Content-Security-Policy";

  private static final EngineCalls ENGINE_CALLS = new EngineCalls();

  @Bean
  AuthenticationManager authenticationManager(EngineSignIn engineSignIn) {
    return new ProviderManager(engineSignIn);
  }

  /** What nobody may reach: the engine's own set-up page (CVE-2026-77226), its second sign-in, and deploying past the release. */
  @Bean
  @Order(1)
  SecurityFilterChain closed(HttpSecurity http) throws Exception {
    return http
        .securityMatcher(new OrRequestMatcher(
            path("/camunda/api/admin/setup/**"), path("/camunda/app/admin/*/setup/**"), path("/camunda/api/admin/auth/user/*/login/**"),
            new AndRequestMatcher(new NegatedRequestMatcher(PROPOSALS), new OrRequestMatcher(
                changedDeployments("/engine-rest"), changedDeployments("/engine-rest/engine/*"), changedDeployments("/camunda/api/engine/engine/*")))))
        .authorizeHttpRequests(requests -> requests.anyRequest().denyAll())
        .csrf(csrf -> csrf.disable())
        .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .exceptionHandling(refusals -> refusals.authenticationEntryPoint(new Http403ForbiddenEntryPoint()))
        .headers(headers -> everywhere(headers).contentSecurityPolicy(policy -> policy.policyDirectives(NOTHING)))
        .build();
  }

  /** Doors for programs: user and password with each request, no session. */
  @Bean
  @Order(2)
  SecurityFilterChain programs(HttpSecurity http, SignInRules signIn) throws Exception {
    signIn.forPrograms(http);
    return http
        .securityMatcher(new OrRequestMatcher(path("/engine-rest/**"), path("/hl7/**"), path("/fhir/**"), path("/actuator/**")))
        .authorizeHttpRequests(requests -> requests
            .dispatcherTypeMatchers(DispatcherType.ERROR).permitAll()
            .requestMatchers(get("/actuator/health")).permitAll()
            .requestMatchers(path("/actuator/**")).hasAuthority(Role.ADMINISTRATORS.group())
            .requestMatchers(path("/hl7/**"), path("/fhir/**")).hasAuthority(Role.INTEGRATIONS.group())
            .requestMatchers(PROPOSALS).hasAuthority(Role.CLINICAL_LEADS.group())
            .requestMatchers(path("/engine-rest/**")).access(ENGINE_CALLS)
            .anyRequest().denyAll())
        .csrf(csrf -> csrf.disable())
        .requestCache(cache -> cache.disable())
        .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(headers -> everywhere(headers).contentSecurityPolicy(policy -> policy.policyDirectives(NOTHING)))
        .build();
  }

  /** The simulated partners and sample messages: for programs by HTTP Basic, and to look at for whoever is signed in. */
  @Bean
  @Order(3)
  SecurityFilterChain simulatedPartners(HttpSecurity http, SignInRules signIn) throws Exception {
    signIn.withBasic(http);
    return http
        .securityMatcher(new OrRequestMatcher(
            path("/sandbox/fhir/**"), path("/sandbox/scheduling/**"), path("/sandbox/sms"), path("/sandbox/messages/**")))
        .authorizeHttpRequests(requests -> requests
            .dispatcherTypeMatchers(DispatcherType.ERROR).permitAll()
            .anyRequest().authenticated())
        .csrf(csrf -> csrf.ignoringRequestMatchers(new RequestHeaderRequestMatcher("Authorization")))
        .requestCache(cache -> cache.disable())
        .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.NEVER))
        .headers(headers -> everywhere(headers).contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY)))
        .build();
  }

  /**
   * Patients who follow a link that they were sent. Nobody signs in here and no session of the care team is looked at; the pages themselves ask
   * who it is. Their own cookies go to {@code /p} only. A policy of no referrer at all would have older telephones send forms without origin.
   */
  @Bean
  @Order(4)
  SecurityFilterChain patients(HttpSecurity http) throws Exception {
    CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
    tokens.setCookieName("patient-form");
    tokens.setCookiePath("/p");
    tokens.setCookieCustomizer(cookie -> cookie.httpOnly(true).sameSite("Strict"));
    return http
        .securityMatcher(path("/p/**"))
        .authorizeHttpRequests(requests -> requests
            .dispatcherTypeMatchers(DispatcherType.ERROR).permitAll()
            .requestMatchers(get("/p/*"), post("/p/*")).permitAll()
            .anyRequest().denyAll())
        .csrf(csrf -> csrf.csrfTokenRepository(tokens))
        .requestCache(cache -> cache.disable())
        .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .exceptionHandling(refusals -> refusals.authenticationEntryPoint(new Http403ForbiddenEntryPoint()))
        .headers(headers -> everywhere(headers)
            .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
            .addHeaderWriter(new StaticHeadersWriter("X-Robots-Tag", "noindex, nofollow")))
        .build();
  }

  /** Everything for people. */
  @Bean
  @Order(5)
  SecurityFilterChain people(HttpSecurity http, SignInRules signIn) throws Exception {
    RequestMatcher camunda = path(CAMUNDA);
    signIn.forPeople(http, path(CAMUNDA_SIGN_OUT));
    return http
        .authorizeHttpRequests(requests -> requests
            .dispatcherTypeMatchers(DispatcherType.ERROR).permitAll()
            .requestMatchers(get("/login"), get("/careloop.css"), get("/careloop.js"), get("/careloop.svg"), get("/favicon.ico"),
                get("/patient.css"), get("/patient.js")).permitAll()
            .requestMatchers(get("/audit.css"), get("/audit.js")).authenticated()
            .requestMatchers(get("/oauth2/authorization/careloop"), get("/sign-out/provider")).permitAll()
            .requestMatchers(path("/"), path("/about"), path("/account/**"), path("/assets/**"), path("/handbook/**"), path("/sandbox/**")).authenticated()
            .requestMatchers(path("/inbox/**"))
            .hasAnyAuthority(Role.CARE_COORDINATORS.group(), Role.ADMINISTRATORS.group(), Role.AUDITORS.group())
            .requestMatchers(path("/audit/**")).hasAuthority(Role.AUDITORS.group())
            .requestMatchers(path("/protocols/**")).hasAuthority(Role.CLINICAL_LEADS.group())
            .requestMatchers(path("/dashboard/**"))
            .hasAnyAuthority(Role.CLINICAL_LEADS.group(), Role.AUDITORS.group(), Role.ADMINISTRATORS.group())
            .requestMatchers(path("/camunda/api/admin/auth/user/*"), path(CAMUNDA_SIGN_OUT)).authenticated()
            .requestMatchers(path("/camunda/app/admin/**"), path("/camunda/api/admin/**"), path("/camunda/app/cockpit/**"),
                path("/camunda/api/cockpit/**"))
            .hasAuthority(Role.ADMINISTRATORS.group())
            .requestMatchers(path("/cases/**"), path("/care/**")).hasAnyAuthority(Role.careTeamAnd())
            .requestMatchers(get("/why/*")).hasAnyAuthority(Role.careTeamAnd(Role.AUDITORS))
            .requestMatchers(path("/privacy/**")).hasAnyAuthority(Role.PRIVACY_OFFICERS.group(), Role.AUDITORS.group())
            .requestMatchers(post("/keeping/erasures/confirm")).hasAnyAuthority(Role.PRIVACY_OFFICERS.group(), Role.ADMINISTRATORS.group())
            .requestMatchers(get("/keeping")).hasAnyAuthority(Role.PRIVACY_OFFICERS.group(), Role.AUDITORS.group(), Role.ADMINISTRATORS.group())
            .requestMatchers(path("/keeping/**")).hasAuthority(Role.PRIVACY_OFFICERS.group())
            .requestMatchers(path("/camunda/api/engine/**")).access(AuthorizationManagers.allOf(
                AuthorityAuthorizationManager.hasAnyAuthority(Role.careTeamAnd(Role.ADMINISTRATORS, Role.PRIVACY_OFFICERS)), ENGINE_CALLS))
            .requestMatchers(camunda).hasAnyAuthority(Role.careTeamAnd(Role.ADMINISTRATORS, Role.PRIVACY_OFFICERS))
            .anyRequest().denyAll())
        .logout(logout -> logout
            .logoutRequestMatcher(new OrRequestMatcher(post("/logout"),
                // Tasklist's own button. The header, which no other site can send, stands for the token that Camunda's filter would check.
                new AndRequestMatcher(post(CAMUNDA_SIGN_OUT), new RequestHeaderRequestMatcher("X-XSRF-TOKEN"))))
            .addLogoutHandler(new HeaderWriterLogoutHandler(new ClearSiteDataHeaderWriter(ClearSiteDataHeaderWriter.Directive.STORAGE)))
            .deleteCookies("JSESSIONID"))
        .csrf(csrf -> csrf.ignoringRequestMatchers(camunda))
        .requestCache(cache -> cache.requestCache(pagesOnly()))
        .exceptionHandling(refusals -> refusals
            .authenticationEntryPoint(signInPageOrUnauthorized())
            .accessDeniedHandler(signInPageOrForbidden()))
        // Camunda's web applications set one of their own, with a nonce for each answer; it stays.
        .headers(headers -> everywhere(headers)
            .addHeaderWriter(new DelegatingRequestMatcherHeaderWriter(path("/audit/cases/**"), new StaticHeadersWriter(POLICY, AUDIT_POLICY)))
            .addHeaderWriter(new StaticHeadersWriter(POLICY, CONTENT_POLICY)))
        .build();
  }

  /** Camunda's web applications take the user from here; their own filters come after this one. */
  @Bean
  FilterRegistrationBean<ContainerBasedAuthenticationFilter> webAppUser() {
    FilterRegistrationBean<ContainerBasedAuthenticationFilter> filter = new FilterRegistrationBean<>(new ContainerBasedAuthenticationFilter());
    filter.addInitParameter("authentication-provider", WebAppUser.class.getName());
    filter.addUrlPatterns("/camunda/app/*", "/camunda/api/*");
    filter.setOrder(20);
    return filter;
  }

  @Bean
  FilterRegistrationBean<RestIdentity> restIdentity(IdentityService identities) {
    FilterRegistrationBean<RestIdentity> filter = new FilterRegistrationBean<>(new RestIdentity(identities));
    filter.addUrlPatterns("/engine-rest/*");
    filter.setOrder(20);
    return filter;
  }

  @Bean
  FilterRegistrationBean<QueryExpressionFilter> queryExpressions() {
    FilterRegistrationBean<QueryExpressionFilter> filter = new FilterRegistrationBean<>(new QueryExpressionFilter());
    filter.addUrlPatterns("/engine-rest/*", "/camunda/api/*");
    filter.setOrder(10);
    return filter;
  }

  @Bean
  FilterRegistrationBean<ForeignOrigins> foreignOrigins() {
    return beforeTheSignIn(new ForeignOrigins(), 1);
  }

  @Bean
  FilterRegistrationBean<BodyLimits.Declared> declaredLengths() {
    return beforeTheSignIn(new BodyLimits.Declared(), 2);
  }

  @Bean
  FilterRegistrationBean<BodyLimits.Counted> countedLengths() {
    FilterRegistrationBean<BodyLimits.Counted> filter = new FilterRegistrationBean<>(new BodyLimits.Counted());
    filter.setOrder(5);
    return filter;
  }

  @Bean
  FilterRegistrationBean<QuietAnswers> quietAnswers() {
    FilterRegistrationBean<QuietAnswers> filter = new FilterRegistrationBean<>(new QuietAnswers());
    filter.setOrder(4);
    return filter;
  }

  private static <T extends Filter> FilterRegistrationBean<T> beforeTheSignIn(T filter, int place) {
    FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
    registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER - 10 + place);
    return registration;
  }

  // Beside Spring Security's own: not to be guessed at, not to be kept, not to be framed, and by TLS only once it came by TLS.
  private static HeadersConfigurer<HttpSecurity> everywhere(HeadersConfigurer<HttpSecurity> headers) {
    return headers
        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
        .crossOriginOpenerPolicy(opener -> opener.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
        .crossOriginResourcePolicy(resources -> resources.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
        .addHeaderWriter(new StaticHeadersWriter("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"));
  }

  @Bean
  FilterRegistrationBean<CockpitReads> cockpitReads(ObjectProvider<PatientReads> reads) {
    FilterRegistrationBean<CockpitReads> filter = new FilterRegistrationBean<>(new CockpitReads(reads));
    filter.addUrlPatterns("/camunda/api/cockpit/*");
    filter.setOrder(30);
    return filter;
  }

  // A sign-in page that stood open until its session ended is no attack; the person gets a fresh one.
  private static AccessDeniedHandler signInPageOrForbidden() {
    AccessDeniedHandler forbidden = new AccessDeniedHandlerImpl();
    RequestMatcher signIn = post("/login");
    return (request, response, refusal) -> {
      if (signIn.matches(request)) {
        response.sendRedirect(request.getContextPath() + "/login?expired");
      } else {
        forbidden.handle(request, response, refusal);
      }
    };
  }

  // A script cannot follow to the sign-in page.
  private static AuthenticationEntryPoint signInPageOrUnauthorized() {
    LinkedHashMap<RequestMatcher, AuthenticationEntryPoint> ways = new LinkedHashMap<>();
    ways.put(path(CAMUNDA_API), new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED));
    DelegatingAuthenticationEntryPoint way = new DelegatingAuthenticationEntryPoint(ways);
    LoginUrlAuthenticationEntryPoint signIn = new LoginUrlAuthenticationEntryPoint("/login") {
      @Override
      protected String determineUrlToUseForThisRequest(HttpServletRequest request, HttpServletResponse response, AuthenticationException refusal) {
        return request.getAttribute(SessionLife.ENDED) == null ? getLoginFormUrl() : SignInProblem.ENDED.page();
      }
    };
    signIn.setFavorRelativeUris(true); // Whatever host a request claims to be for, no answer repeats it.
    way.setDefaultEntryPoint(signIn);
    return way;
  }

  // After signing in people go on where they were, but never to the answer of a script's request.
  private static HttpSessionRequestCache pagesOnly() {
    MediaTypeRequestMatcher html = new MediaTypeRequestMatcher(new HeaderContentNegotiationStrategy(), MediaType.TEXT_HTML);
    html.setIgnoredMediaTypes(Set.of(MediaType.ALL));
    HttpSessionRequestCache cache = new HttpSessionRequestCache();
    cache.setRequestMatcher(new AndRequestMatcher(get("/**"), html, new NegatedRequestMatcher(path(CAMUNDA_API))));
    return cache;
  }

  // A deployment and the definitions in it, once released, are evidence: made by a release only, deleted by nobody.
  private static RequestMatcher changedDeployments(String api) {
    return new AndRequestMatcher(new OrRequestMatcher(path(api + "/deployment/**"), path(api + "/process-definition/**")), new OrRequestMatcher(
        path(api + "/deployment/create/**"), path(api + "/deployment/*/redeploy/**"), withDefaults().matcher(HttpMethod.DELETE, "/**"),
        withDefaults().matcher(HttpMethod.PUT, api + "/deployment/**")));
  }

  private static RequestMatcher path(String pattern) {
    return withDefaults().matcher(pattern);
  }

  private static RequestMatcher get(String pattern) {
    return withDefaults().matcher(HttpMethod.GET, pattern);
  }

  private static RequestMatcher post(String pattern) {
    return withDefaults().matcher(HttpMethod.POST, pattern);
  }
}
