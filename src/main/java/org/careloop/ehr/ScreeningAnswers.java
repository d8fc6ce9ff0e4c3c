package org.careloop.ehr;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/**
 * Answers of a form as items of a QuestionnaireResponse: link id is the answer's key, with its LOINC code as definition where there is one.
 * A question that was asked and not answered is an item without answer, never a zero.
 */
final class ScreeningAnswers {

  private static final String CODE = "[A-Za-z0-9][A-Za-z0-9.+-]*";

  private ScreeningAnswers() {}

  static void write(Map<String, Object> answers, Instrument instrument, QuestionnaireResponse response) {
    new TreeMap<>(answers).forEach((key, value) -> {
      QuestionnaireResponseItemComponent item = response.addItem().setLinkId(key);
      String loinc = instrument.questions().get(key);
      if (loinc != null) {
        item.setDefinition("http://loinc.org/" + loinc);
      }
      if (value instanceof Collection<?> several) {
        several.forEach(one -> add(item, one));
      } else {
        add(item, value);
      }
    });
  }

  private static void add(QuestionnaireResponseItemComponent item, Object value) {
    Type answer = answer(value);
    if (answer != null) {
      item.addAnswer().setValue(answer);
    }
  }

  private static Type answer(Object value) {
    if (value instanceof Boolean yes) {
      return new BooleanType(yes);
    }
    if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      return new IntegerType(((Number) value).intValue());
    }
    if (value instanceof Number number) {
      return new DecimalType(new BigDecimal(number.toString()));
    }
    String text = value == null ? "" : value.toString().strip();
    if (text.isEmpty()) {
      return null;
    }
    return text.matches(CODE) ? new Coding().setSystem("https://careloop.org/answer").setCode(text) : new StringType(text);
  }
}
