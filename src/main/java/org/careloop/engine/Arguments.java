package org.careloop.engine;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.careloop.event.CareEvent;
import org.careloop.event.WhereKnown;
import org.springframework.lang.Nullable;

/** What a delegate asks a diagram for: the contract that diagrams and element templates are checked against. Reads records only. */
public final class Arguments {

  private static final String EFFECT_ID = "effectId";
  private static final String OCCURRED_AT = "occurredAt";

  private Arguments() {}

  /** The components of a delegate's request that a diagram may give, in order. */
  public static List<RecordComponent> of(Class<?> request) {
    return Arrays.stream(request.getRecordComponents()).filter(component -> !isMomentOfTelling(component)).toList();
  }

  /** Whether the delegate needs no value, or the program fills one in. */
  public static boolean isOptional(RecordComponent argument) {
    return mayBeNull(argument) || isEffectId(argument);
  }

  static boolean mayBeNull(RecordComponent argument) {
    return argument.isAnnotationPresent(Nullable.class) || argument.getAccessor().isAnnotationPresent(Nullable.class)
        || argument.isAnnotationPresent(WhereKnown.class);
  }

  /** An id that was committed before the attempt began. */
  static boolean isEffectId(RecordComponent argument) {
    return argument.getName().equals(EFFECT_ID);
  }

  /** News that a delegate tells happens when it is told; the case's own {@code occurredAt} is that of the news it began with. */
  static boolean isMomentOfTelling(RecordComponent argument) {
    return argument.getName().equals(OCCURRED_AT) && CareEvent.class.isAssignableFrom(argument.getDeclaringRecord());
  }
}
