package org.careloop;

import java.util.TimeZone;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts Careloop. Everything inside runs in UTC; people see their own zone. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class CareloopApplication {

  public static void main(String[] args) {
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    SpringApplication.run(CareloopApplication.class, args);
  }
}
