package org.careloop.why;

import java.util.List;
import org.careloop.why.Judgement.Value;

/**
 * Why a decision came out as it did.
 *
 * @param id the engine's id of the evaluation: names nobody, and is all that stands in a link
 * @param caseId the outermost process instance of the case it was made in
 * @param asked the decision that the diagram asked
 * @param purpose what the decision is for and by which sources, as its table says; null for none
 * @param given what it was told of the patient, each once, without what its parts worked out for one another
 * @param reasons in short sentences, what counts most first
 * @param unknown what was missing or impossible, in words
 * @param needed the tables it asked in turn
 */
record Explanation(String id, String caseId, Judgement asked, String purpose, List<Value> given, List<String> reasons, List<String> unknown,
    List<Judgement> needed) {}
