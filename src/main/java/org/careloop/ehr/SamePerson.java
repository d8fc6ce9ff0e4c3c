package org.careloop.ehr;

import java.text.Normalizer;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.HumanName.NameUse;
import org.hl7.fhir.r4.model.Patient;

/**
 * Whether two patient records may be about one person: by identifier, by name and birth date, by name and telephone or e-mail. Spelling,
 * accents, double surnames and one mistyped part of a date do not hide it. Only says what speaks for it; a person decides (default, no
 * published rule).
 */
final class SamePerson {

  /**
   * What speaks for it.
   *
   * @param likely false when only similar
   * @param reasons in plain words; empty when nothing speaks for it
   */
  record Likeness(boolean likely, List<String> reasons) {

    static final Likeness NONE = new Likeness(false, List.of());

    boolean isOne() {
      return !reasons.isEmpty();
    }
  }

  private enum Name {
    OTHER,
    SIMILAR,
    SAME
  }

  private SamePerson() {}

  static Likeness compare(Patient one, Patient other) {
    if (shareIdentifier(one, other)) {
      return new Likeness(true, List.of("same number"));
    }
    Name name = names(one, other);
    if (name == Name.OTHER) {
      return Likeness.NONE;
    }
    String nameWords = name == Name.SAME ? "same name" : "similar name";
    LocalDate born = birthDate(one);
    LocalDate otherBorn = birthDate(other);
    if (born != null && born.equals(otherBorn)) {
      return new Likeness(name == Name.SAME, List.of("same birth date", nameWords));
    }
    if (name == Name.SAME && born != null && otherBorn != null && nearlyThatDay(born, otherBorn)) {
      return new Likeness(false, List.of("same name", "similar birth date"));
    }
    if (name == Name.SAME && (born == null || otherBorn == null) && shareContact(one, other)) {
      return new Likeness(false, List.of("same name", "same telephone or e-mail"));
    }
    return Likeness.NONE;
  }

  /** The words of a family name that a search can begin with. */
  static Set<String> familyNames(Patient patient) {
    return patient.getName().stream().filter(HumanName::hasFamily).map(name -> name.getFamily().strip().split("[\\s-]+")[0])
        .filter(word -> !word.isBlank()).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static boolean shareIdentifier(Patient one, Patient other) {
    return one.getIdentifier().stream().filter(identifier -> identifier.hasSystem() && identifier.hasValue())
        .anyMatch(identifier -> other.getIdentifier().stream().anyMatch(
            theirs -> identifier.getSystem().equals(theirs.getSystem()) && identifier.getValue().equals(theirs.getValue())));
  }

  private static boolean shareContact(Patient one, Patient other) {
    Set<String> ours = contacts(one);
    return contacts(other).stream().anyMatch(ours::contains);
  }

  private static Set<String> contacts(Patient patient) {
    return patient.getTelecom().stream().filter(point -> point.hasValue())
        .map(point -> point.getValue().toLowerCase(Locale.ROOT).replaceAll("[\\s()-]", "")).collect(Collectors.toSet());
  }

  private static Name names(Patient one, Patient other) {
    Name best = Name.OTHER;
    for (HumanName ours : one.getName()) {
      for (HumanName theirs : other.getName()) {
        Name found = ours.getUse() == NameUse.NICKNAME || theirs.getUse() == NameUse.NICKNAME ? Name.OTHER : compare(ours, theirs);
        best = found.compareTo(best) > 0 ? found : best;
      }
    }
    return best;
  }

  private static Name compare(HumanName one, HumanName other) {
    Name family = compare(words(one.getFamily()), words(other.getFamily()));
    Name given = compare(words(one.getGivenAsSingleString()), words(other.getGivenAsSingleString()));
    return family.compareTo(given) < 0 ? family : given;
  }

  private static Name compare(List<String> one, List<String> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return Name.OTHER;
    }
    if (one.equals(other)) {
      return Name.SAME;
    }
    List<String> fewer = one.size() <= other.size() ? one : other;
    List<String> more = fewer == one ? other : one;
    return fewer.stream().allMatch(word -> more.stream().anyMatch(theirs -> alike(word, theirs))) ? Name.SIMILAR : Name.OTHER;
  }

  private static boolean alike(String one, String other) {
    int shorter = Math.min(one.length(), other.length());
    if (shorter == 1) {
      return one.charAt(0) == other.charAt(0);
    }
    return distance(one, other) <= (shorter >= 8 ? 2 : shorter >= 4 ? 1 : 0);
  }

  private static List<String> words(String name) {
    if (name == null) {
      return List.of();
    }
    String plain = Normalizer.normalize(name, Normalizer.Form.NFD).replaceAll("\\p{M}", "").toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>(List.of(plain.split("[^\\p{L}]+")));
    words.removeIf(String::isEmpty);
    return words;
  }

  private static LocalDate birthDate(Patient patient) {
    try {
      return patient.hasBirthDate() ? LocalDate.parse(patient.getBirthDateElement().getValueAsString()) : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** One part of the date differs, or day and month are exchanged. */
  private static boolean nearlyThatDay(LocalDate one, LocalDate other) {
    int differences = (one.getYear() == other.getYear() ? 0 : 1) + (one.getMonthValue() == other.getMonthValue() ? 0 : 1)
        + (one.getDayOfMonth() == other.getDayOfMonth() ? 0 : 1);
    boolean exchanged = one.getYear() == other.getYear() && one.getMonthValue() == other.getDayOfMonth()
        && one.getDayOfMonth() == other.getMonthValue();
    return differences == 1 || exchanged;
  }

  /** Letters to insert, delete or replace (Levenshtein). */
  private static int distance(String one, String other) {
    int[] previous = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] current = new int[other.length() + 1];
      current[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[other.length()];
  }
}
