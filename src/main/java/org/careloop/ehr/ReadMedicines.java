package org.careloop.ehr;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.careloop.engine.CareDelegate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads what the patient took before the stay and what the hospital prescribed, side by side for the pharmacist; outside of a stay, what
 * the patient takes. Never decides which of two entries is right.
 */
@Component
class ReadMedicines extends CareDelegate<ReadMedicines.Request, ReadMedicines.Read> {

  /**
   * Whose medicines.
   *
   * @param encounterId the stay that changed them; none outside of a stay
   * @param dischargedAt when that stay ended; none means now
   */
  record Request(String patientId, @Nullable String encounterId, @Nullable Instant dischargedAt) {}

  /**
   * Both lists.
   *
   * @param medicines each with {@code code}, {@code name}, {@code dose}, {@code status} and {@code source} ({@code before}, or
   *     {@code discharge} for what was begun or prescribed from the admission on)
   * @param medicationCount how many different medicines the patient is to take now
   * @param medicationCodes their codes
   */
  record Read(List<Map<String, String>> medicines, int medicationCount, List<String> medicationCodes) {}

  private final Ehr ehr;
  private final Clock clock;
  private final ZoneId zone;

  ReadMedicines(Ehr ehr, Clock clock, @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.ehr = ehr;
    this.clock = clock;
    this.zone = zone;
  }

  @Override
  protected Read perform(Request request) {
    Instant until = request.dischargedAt() == null ? clock.instant() : request.dischargedAt();
    Stay stay = request.encounterId() == null ? Stay.none(until, zone)
        : Stay.of(null, until, ehr.encounter(request.encounterId(), request.patientId()), zone);
    Medicines medicines = Medicines.read(ehr, request.patientId(), stay).orElseThrow(() -> new IllegalStateException(
        "The EHR offers neither MedicationStatement nor MedicationRequest, expected at least one. An administrator must ask for access."));
    return new Read(medicines.listed(), medicines.count(), medicines.codes());
  }
}
