package org.careloop.inbox;

import java.time.Instant;

/**
 * What a person says about a message that was set aside. Sending it again means that the person has looked at what seemed to contradict
 * itself; every part may be null.
 *
 * @param patientIdentifier the patient it is about, as {@code system|value} or {@code Patient/id}
 * @param visitNumber the stay's number at the sending facility
 * @param dischargeDisposition NUBC discharge status in two digits
 */
record Correction(String patientIdentifier, String visitNumber, Instant dischargedAt, String dischargeDisposition) {}
