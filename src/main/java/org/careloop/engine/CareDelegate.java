package org.careloop.engine;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * A verb on an outside system, as a diagram's service task calls it: takes input parameters as one record, gives results as another.
 *
 * <p>Ends in one of three ways: {@code perform} returns; it throws (technical: the engine tries again, then a person gets a task); or it
 * {@linkplain #refuse refuses} with an error code that the diagram draws. Never touch the engine from a delegate.
 *
 * @param <Q> record of the arguments; a component is required unless annotated {@code @Nullable}; one called {@code effectId} is filled
 *     in with an id that was committed before this attempt began and stays the same over every retry of it: the remote idempotency key.
 *     A delegate that tells news may take the news itself; see {@link Arguments}
 * @param <R> record of the results, each component written as a variable of its name; {@link Void} for none
 */
public abstract class CareDelegate<Q extends Record, R> implements JavaDelegate {

  @Autowired private VariableBinding binding;

  private final Class<Q> requestType = requestType();

  /** Does it once. Retries with the same {@code effectId} must not do it twice. */
  protected abstract R perform(Q request);

  @Override
  public final void execute(DelegateExecution execution) {
    R result = perform(binding.read(execution, requestType));
    if (result instanceof Record record) {
      binding.write(execution, record);
    }
  }

  /**
   * Ends the call with a business outcome that the diagram draws as an error boundary event.
   *
   * @param code kebab-case error code, a constant of the delegate
   * @param explanation what was asked, the value (never patient text) and what was expected
   */
  protected static BpmnError refuse(String code, String explanation) {
    return new BpmnError(code, explanation);
  }

  /** The results this delegate writes; empty for none. */
  public final RecordComponent[] results() {
    Class<?> type = (Class<?>) typeArguments()[1];
    return type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
  }

  @SuppressWarnings("unchecked")
  private Class<Q> requestType() {
    return (Class<Q>) typeArguments()[0];
  }

  private java.lang.reflect.Type[] typeArguments() {
    return ((ParameterizedType) getClass().getGenericSuperclass()).getActualTypeArguments();
  }
}
