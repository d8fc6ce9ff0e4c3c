package org.careloop.protocol.vetting;

import org.camunda.bpm.engine.BadUserRequestException;

/** Models are not taken as they are; the message is the report. The engine's REST API answers 400 with it. */
public class ModelsRefused extends BadUserRequestException {

  private final transient VettingReport report;

  public ModelsRefused(VettingReport report) {
    super("The models are refused. " + report.text());
    this.report = report;
  }

  public VettingReport report() {
    return report;
  }

  /** Throws when anything was found. */
  public static void unlessClean(VettingReport report) {
    if (!report.clean()) {
      throw new ModelsRefused(report);
    }
  }
}
