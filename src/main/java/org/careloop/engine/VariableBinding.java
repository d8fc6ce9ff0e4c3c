package org.careloop.engine;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.lang.reflect.RecordComponent;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.spin.json.SpinJsonNode;
import org.careloop.engine.internal.CurrentJob;
import org.springframework.stereotype.Component;

/** Between process variables and records: scalars as they are, dates as ISO text in UTC, lists and maps as JSON of JDK types. */
@Component
class VariableBinding {

  private final Clock clock;
  private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule())
      .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  VariableBinding(Clock clock) {
    this.clock = clock;
  }

  <Q extends Record> Q read(DelegateExecution execution, Class<Q> type) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      values.put(component.getName(), argument(execution, component));
    }
    return json.convertValue(values, type);
  }

  void write(DelegateExecution execution, Record result) {
    variables(result).forEach(execution::setVariable);
  }

  /** The record's components as process variables. */
  Map<String, Object> variables(Record record) {
    Map<String, Object> variables = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      variables.put(component.getName(), toVariable(valueOf(record, component)));
    }
    return variables;
  }

  /** Reads a value as what the component holds; a list may be written as codes with commas between. */
  private Object convert(RecordComponent component, Object value) {
    JavaType type = json.constructType(component.getGenericType());
    Object plain = value instanceof String codes && type.isCollectionLikeType() ? List.of(codes.trim().split("\\s*,\\s*"))
        : plain(value);
    try {
      return json.convertValue(plain, type);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: expected %s, but the value given does not read as one".formatted(component.getName(), component.getType().getSimpleName()));
    }
  }

  // What was ticked in a form is a JSON node, also inside of a map that a diagram puts together.
  private Object plain(Object value) {
    if (value instanceof SpinJsonNode fromAForm) {
      return json.convertValue(fromAForm.unwrap(), Object.class);
    }
    if (value instanceof Map<?, ?> entries) {
      Map<Object, Object> plain = new LinkedHashMap<>();
      entries.forEach((key, entry) -> plain.put(key, plain(entry)));
      return plain;
    }
    return value;
  }

  /** Reads a value that a person typed and makes the variable of it that the step itself would have written. */
  Object convertToVariable(RecordComponent component, String typed) {
    return toVariable(convert(component, typed.trim()));
  }

  private Object argument(DelegateExecution execution, RecordComponent component) {
    if (Arguments.isMomentOfTelling(component)) {
      return clock.instant();
    }
    Object given = execution.getVariable(component.getName());
    if (given instanceof String text && text.isBlank()) {
      given = null;
    }
    if (given == null && Arguments.isEffectId(component)) {
      return CurrentJob.id(execution);
    }
    if (given == null) {
      if (Arguments.mayBeNull(component)) {
        return null;
      }
      throw new IllegalArgumentException("%s at \"%s\": no value, expected %s. Set the input parameter in the diagram or repair the case's data."
          .formatted(component.getName(), execution.getCurrentActivityId(), component.getType().getSimpleName()));
    }
    try {
      return convert(component, given);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s at \"%s\"".formatted(e.getMessage(), execution.getCurrentActivityId()));
    }
  }

  private Object toVariable(Object value) {
    if (value instanceof Instant || value instanceof LocalDate || value instanceof Enum<?>) {
      return value.toString();
    }
    if (value instanceof Collection<?> || value instanceof Map<?, ?> || value instanceof Record) {
      Class<?> plainType = value instanceof Collection<?> ? ArrayList.class : LinkedHashMap.class;
      Object plain = json.convertValue(value, plainType);
      return Variables.objectValue(plain).serializationDataFormat(Variables.SerializationDataFormats.JSON).create();
    }
    return value;
  }

  private static Object valueOf(Record record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + component, e);
    }
  }
}
