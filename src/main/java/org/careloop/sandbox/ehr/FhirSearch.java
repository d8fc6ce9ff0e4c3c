package org.careloop.sandbox.ehr;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Finds resources as a FHIR search asks for them: every token, reference, date, string and uri parameter that R4 defines with a plain path,
 * with {@code :not}, {@code :missing}, {@code :exact}, {@code :contains}, date prefixes, lists of values, and {@code _sort}.
 * Refuses what it does not know instead of ignoring it. No chains, no includes.
 */
final class FhirSearch {

  private static final Set<String> ABOUT_THE_ANSWER = Set.of("_count", "_format", "_pretty", "_sort", "_total", "_summary", "_elements",
      "_include", "_revinclude", "_offset");
  /** For example {@code Encounter.subject.where(resolve() is Patient)} or {@code (Observation.effective as dateTime)}. */
  private static final Pattern OF_TYPE = Pattern.compile(
      "^\\(?\\s*([\\w.]+)(?: as (\\w+)|\\.as\\((\\w+)\\))?\\s*\\)?(?:\\.where\\(resolve\\(\\) is (\\w+)\\))?$");
  private static final Pattern DATE = Pattern.compile("^(eq|ne|lt|le|gt|ge|sa|eb)?(\\d{4}.*)$");

  private final FhirContext context;

  FhirSearch(FhirContext context) {
    this.context = context;
  }

  List<Resource> filter(String type, Collection<Resource> candidates, Map<String, List<String>> criteria) {
    List<Resource> found = new ArrayList<>(candidates);
    criteria.forEach((name, values) -> {
      if (!ABOUT_THE_ANSWER.contains(name.replaceAll(":.*", ""))) {
        values.forEach(value -> found.removeIf(resource -> !matches(type, resource, name, value)));
      }
    });
    for (String sort : criteria.getOrDefault("_sort", List.of())) {
      found.sort(order(type, sort));
    }
    return found;
  }

  private boolean matches(String type, Resource resource, String qualifiedName, String value) {
    String name = qualifiedName.replaceAll("[:.].*", "");
    String modifier = qualifiedName.substring(name.length());
    if (modifier.startsWith(".")) {
      throw new InvalidRequestException("Search parameter \"%s\": the sandbox follows no chains.".formatted(qualifiedName));
    }
    if (name.equals("_id")) {
      return alternatives(value).contains(resource.getIdElement().getIdPart());
    }
    if (name.equals("_lastUpdated")) {
      return alternatives(value).stream().anyMatch(date -> inTime(resource.getMeta().getLastUpdatedElement(), date));
    }
    RuntimeSearchParam parameter = parameter(type, name);
    List<Base> held = values(type, resource, parameter);
    if (modifier.equals(":missing")) {
      return held.isEmpty() == Boolean.parseBoolean(value);
    }
    boolean matched = alternatives(value).stream()
        .anyMatch(alternative -> held.stream().anyMatch(one -> matches(parameter, modifier, one, alternative)));
    return modifier.equals(":not") != matched;
  }

  private boolean matches(RuntimeSearchParam parameter, String modifier, Base held, String wanted) {
    return switch (parameter.getParamType()) {
      case TOKEN -> matchesToken(held, wanted);
      case REFERENCE -> matchesReference(held, wanted, modifier);
      case DATE -> inTime(held, wanted);
      case STRING -> strings(held).stream().anyMatch(text -> matchesText(text, unescape(wanted), modifier));
      case URI -> held.primitiveValue() != null && held.primitiveValue().equals(unescape(wanted));
      default -> throw new InvalidRequestException("Search parameter \"%s\": the sandbox cannot search by %s."
          .formatted(parameter.getName(), parameter.getParamType()));
    };
  }

  private RuntimeSearchParam parameter(String type, String name) {
    RuntimeSearchParam parameter = context.getResourceDefinition(type).getSearchParam(name);
    if (parameter == null) {
      throw new InvalidRequestException("Search parameter \"%s\" is not known for %s.".formatted(name, type));
    }
    return parameter;
  }

  private static List<Base> values(String type, Resource resource, RuntimeSearchParam parameter) {
    List<Base> values = new ArrayList<>();
    boolean understood = false;
    for (String path : parameter.getPath().split("\\|")) {
      Matcher matcher = OF_TYPE.matcher(path.strip());
      if (!matcher.matches() || !matcher.group(1).startsWith(type + ".")) {
        continue;
      }
      understood = true;
      List<Base> at = List.of(resource);
      for (String step : matcher.group(1).substring(type.length() + 1).split("\\.")) {
        at = at.stream().flatMap(base -> base.listChildrenByName(step).stream()).toList();
      }
      String asType = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
      String target = matcher.group(4);
      at.stream()
          .filter(base -> asType == null || base.fhirType().equals(asType))
          .filter(base -> target == null || pointsTo((Reference) base, target))
          .forEach(values::add);
    }
    if (!understood) {
      throw new InvalidRequestException(
          "Search parameter \"%s\": the sandbox cannot search %s by it.".formatted(parameter.getName(), type));
    }
    return values;
  }

  private static boolean pointsTo(Reference reference, String type) {
    return reference.getReferenceElement().hasResourceType() ? type.equals(reference.getReferenceElement().getResourceType())
        : reference.getType() == null || type.equals(reference.getType());
  }

  private static boolean matchesToken(Base held, String wanted) {
    int bar = unescapedBar(wanted);
    String system = bar < 0 ? null : unescape(wanted.substring(0, bar));
    String code = unescape(wanted.substring(bar + 1));
    if (held instanceof CodeableConcept concept) {
      return concept.getCoding().stream().anyMatch(coding -> matchesToken(coding, wanted));
    }
    if (held instanceof Coding coding) {
      return matchesToken(system, code, coding.getSystem(), coding.getCode());
    }
    if (held instanceof Identifier identifier) {
      return matchesToken(system, code, identifier.getSystem(), identifier.getValue());
    }
    if (held instanceof ContactPoint point) {
      return code.equals(point.getValue());
    }
    return held instanceof PrimitiveType<?> primitive && code.equals(primitive.primitiveValue());
  }

  private static boolean matchesToken(String wantedSystem, String wantedCode, String system, String code) {
    boolean systemMatches = wantedSystem == null || (wantedSystem.isEmpty() ? system == null : wantedSystem.equals(system));
    return systemMatches && (wantedCode.isEmpty() ? wantedSystem != null : wantedCode.equals(code));
  }

  private static boolean matchesReference(Base held, String wanted, String modifier) {
    if (held instanceof CanonicalType canonical) {
      return unescape(wanted).equals(canonical.getValue());
    }
    if (!(held instanceof Reference reference)) {
      return false;
    }
    if (modifier.equals(":identifier")) {
      return reference.hasIdentifier() && matchesToken(reference.getIdentifier(), wanted);
    }
    String type = modifier.length() > 1 ? modifier.substring(1) : null;
    String[] parts = unescape(wanted).split("/");
    String id = parts[parts.length - 1];
    String wantedType = parts.length > 1 ? parts[parts.length - 2] : type;
    return id.equals(reference.getReferenceElement().getIdPart())
        && (wantedType == null || wantedType.equals(reference.getReferenceElement().getResourceType()));
  }

  private static boolean matchesText(String text, String wanted, String modifier) {
    String low = text.toLowerCase(Locale.ROOT);
    return switch (modifier) {
      case ":exact" -> text.equals(wanted);
      case ":contains" -> low.contains(wanted.toLowerCase(Locale.ROOT));
      default -> low.startsWith(wanted.toLowerCase(Locale.ROOT));
    };
  }

  private static List<String> strings(Base held) {
    List<String> strings = new ArrayList<>();
    if (held instanceof HumanName name) {
      strings.add(name.getFamily());
      name.getGiven().forEach(given -> strings.add(given.getValue()));
      strings.add(name.getText());
    } else if (held instanceof Address address) {
      address.getLine().forEach(line -> strings.add(line.getValue()));
      strings.addAll(List.of(text(address.getCity()), text(address.getState()), text(address.getPostalCode()), text(address.getCountry())));
    } else {
      strings.add(held.primitiveValue());
    }
    strings.removeIf(text -> text == null || text.isEmpty());
    return strings;
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }

  /** A stretch of time, from its first instant to just before {@code end}. */
  private record Stretch(Instant start, Instant end) {

    static Optional<Stretch> of(Base held) {
      if (held instanceof Period period) {
        Instant start = period.hasStart() ? of(period.getStartElement()).map(Stretch::start).orElse(Instant.MIN) : Instant.MIN;
        Instant end = period.hasEnd() ? of(period.getEndElement()).map(Stretch::end).orElse(Instant.MAX) : Instant.MAX;
        return Optional.of(new Stretch(start, end));
      }
      return held instanceof BaseDateTimeType time && time.hasValue() ? Optional.of(of(time.getValueAsString())) : Optional.empty();
    }

    static Stretch of(String text) {
      try {
        if (text.length() == 4) {
          LocalDate first = LocalDate.of(Integer.parseInt(text), 1, 1);
          return days(first, first.plusYears(1));
        }
        if (text.length() == 7) {
          YearMonth month = YearMonth.parse(text);
          return days(month.atDay(1), month.plusMonths(1).atDay(1));
        }
        if (text.length() == 10) {
          return days(LocalDate.parse(text), LocalDate.parse(text).plusDays(1));
        }
        boolean zoned = text.matches(".*(Z|[+-]\\d\\d:\\d\\d)$");
        Instant instant = OffsetDateTime.parse(zoned ? text : text + "Z").toInstant();
        return new Stretch(instant, instant.plusMillis(text.contains(".") ? 1 : 1000));
      } catch (DateTimeParseException | NumberFormatException e) {
        throw new InvalidRequestException("Expected a date or an instant as FHIR writes it.");
      }
    }

    private static Stretch days(LocalDate first, LocalDate after) {
      return new Stretch(first.atStartOfDay(ZoneOffset.UTC).toInstant(), after.atStartOfDay(ZoneOffset.UTC).toInstant());
    }
  }

  private static boolean inTime(Base held, String wanted) {
    Matcher matcher = DATE.matcher(wanted);
    if (!matcher.matches()) {
      throw new InvalidRequestException("Expected a date or an instant as FHIR writes it, with or without a prefix.");
    }
    Optional<Stretch> stretch = Stretch.of(held);
    if (stretch.isEmpty()) {
      return false;
    }
    Stretch own = stretch.get();
    Stretch other = Stretch.of(matcher.group(2).replace(' ', '+'));
    return switch (matcher.group(1) == null ? "eq" : matcher.group(1)) {
      case "lt" -> own.start().isBefore(other.start());
      case "le" -> own.start().isBefore(other.end());
      case "gt" -> own.end().isAfter(other.end());
      case "ge" -> own.end().isAfter(other.start());
      case "sa" -> !own.start().isBefore(other.end());
      case "eb" -> !own.end().isAfter(other.start());
      case "ne" -> own.start().isBefore(other.start()) || own.end().isAfter(other.end());
      default -> !own.start().isBefore(other.start()) && !own.end().isAfter(other.end());
    };
  }

  private Comparator<Resource> order(String type, String sort) {
    Comparator<Resource> order = (a, b) -> 0;
    for (String key : sort.split(",")) {
      boolean down = key.startsWith("-");
      String name = down ? key.substring(1) : key;
      Comparator<Resource> by = Comparator.comparing(resource -> sortKey(type, resource, name));
      order = order.thenComparing(down ? by.reversed() : by);
    }
    return order;
  }

  private String sortKey(String type, Resource resource, String name) {
    if (name.equals("_id")) {
      return resource.getIdElement().getIdPart();
    }
    if (name.equals("_lastUpdated")) {
      return instantKey(resource.getMeta().getLastUpdated());
    }
    return values(type, resource, parameter(type, name)).stream().findFirst().map(held -> {
      Optional<Stretch> stretch = Stretch.of(held);
      return stretch.map(s -> s.start().toString()).orElseGet(() -> String.join(" ", strings(held)));
    }).orElse("");
  }

  private static String instantKey(Date date) {
    return date == null ? "" : date.toInstant().toString();
  }

  private static List<String> alternatives(String value) {
    return List.of(value.split("(?<!\\\\),"));
  }

  private static int unescapedBar(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) == '\\') {
        i++;
      } else if (value.charAt(i) == '|') {
        return i;
      }
    }
    return -1;
  }

  private static String unescape(String value) {
    return value.replaceAll("\\\\([\\\\|,$])", "$1");
  }
}
