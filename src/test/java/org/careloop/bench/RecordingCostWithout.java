package org.careloop.bench;

import org.careloop.trail.Trail;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** The same journeys in a program that records nothing: there is no such switch in the product, only this test's own arrangement. */
@Import(RecordingCostWithout.Unrecorded.class)
class RecordingCostWithout extends RecordingCost {

  static class Unrecorded {

    @Bean
    @Primary
    Trail nothing() {
      return Trail.none();
    }

    @Bean
    static BeanDefinitionRegistryPostProcessor engineAlone() {
      return new BeanDefinitionRegistryPostProcessor() {
        @Override
        public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry beans) {
          beans.removeBeanDefinition("whatTheEngineWritesIsRecorded");
        }
      };
    }
  }
}
