package org.careloop.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.LenientErrorHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one FHIR R4 context, shared since it is slow to build. It tolerates unknown elements and writes none of them to the log. */
@Configuration(proxyBeanMethods = false)
class FhirR4 {

  @Bean
  FhirContext fhirContext() {
    return quiet(FhirContext.forR4());
  }

  static FhirContext quiet(FhirContext context) {
    context.setParserErrorHandler(new LenientErrorHandler(false).setErrorOnInvalidValue(true));
    return context;
  }
}
