package org.careloop;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.careloop.audit.verify.ExportCommand;
import org.careloop.audit.verify.VerifyCommand;
import org.careloop.protocol.vetting.CheckCommand;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts Careloop, or runs one of its commands without starting it. Everything inside runs in UTC; people see their own zone. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class CareloopApplication {

  /** What {@code java -jar careloop.jar <command>} does instead of starting the program. */
  private static final Map<String, Command> COMMANDS = Map.of(
      "check", CheckCommand::run,
      "verify-audit", VerifyCommand::run,
      "export-audit", ExportCommand::run);

  /** Answers with the exit code: 0 for nothing wrong, 1 for findings, 2 for wrong usage. */
  private interface Command {
    int run(List<String> arguments, PrintStream out, PrintStream err);
  }

  public static void main(String[] args) {
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    Command command = args.length == 0 ? null : COMMANDS.get(args[0]);
    if (command != null) {
      System.exit(command.run(Arrays.asList(args).subList(1, args.length), System.out, System.err));
    }
    SpringApplication.run(CareloopApplication.class, args);
  }
}
