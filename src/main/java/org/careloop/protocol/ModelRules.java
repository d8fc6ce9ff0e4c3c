package org.careloop.protocol;

import org.careloop.protocol.vetting.Vetting;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The rules that models are held to in this program, read once for all who ask. */
@Configuration(proxyBeanMethods = false)
class ModelRules {

  @Bean
  static Vetting vetting() {
    return Vetting.ofThisProgram();
  }
}
