package org.careloop.ehr;

import java.util.LinkedHashMap;
import java.util.Map;

/** Domains of social need behind ICD-10-CM Z codes, as clinical rules 5.6 groups them (ICD-10-CM FY2026, AHC HRSN). */
final class SocialNeed {

  private static final Map<String, String> DOMAINS = new LinkedHashMap<>();

  static {
    DOMAINS.put("Z59.1", "housingQuality");
    DOMAINS.put("Z59.12", "utilities");
    DOMAINS.put("Z59.0", "housing");
    DOMAINS.put("Z59.81", "housing");
    DOMAINS.put("Z59.4", "food");
    DOMAINS.put("Z59.82", "transportation");
    DOMAINS.put("Z59.861", "utilities");
    DOMAINS.put("Z59.86", "finances");
    DOMAINS.put("Z59.87", "finances");
    DOMAINS.put("Z59.5", "finances");
    DOMAINS.put("Z59.6", "finances");
    DOMAINS.put("Z59.7", "insurance");
    DOMAINS.put("Z58.6", "water");
    DOMAINS.put("Z55", "education");
    DOMAINS.put("Z56", "employment");
    DOMAINS.put("Z60", "socialSupport");
    DOMAINS.put("Z65.2", "legal");
    DOMAINS.put("Z65.3", "legal");
    DOMAINS.put("Z65.5", "refugee");
  }

  private SocialNeed() {}

  /** The domain of a code by its longest known beginning, the three characters themselves for others of Z55 to Z65; null outside these. */
  static String domain(String icd10) {
    for (int length = icd10.length(); length >= 3; length--) {
      String domain = DOMAINS.get(icd10.substring(0, length));
      if (domain != null) {
        return domain;
      }
    }
    return icd10.matches("Z(5[5-9]|6[0-5]).*") ? icd10.substring(0, 3) : null;
  }
}
