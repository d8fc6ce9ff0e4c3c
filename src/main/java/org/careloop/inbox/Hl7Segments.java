package org.careloop.inbox;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.model.Structure;
import ca.uhn.hl7v2.parser.DefaultModelClassFactory;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.ModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.careloop.inbox.Refusal.Code;

/**
 * Takes messages apart into segments with fields. Only the segments that news is made of are given to the parser, as segments without a message
 * structure, so that an unusual order, an unknown segment or a large attachment does no harm.
 */
final class Hl7Segments {

  private static final Set<String> READ = Set.of("EVN", "PID", "MRG", "PV1", "RF1");

  private final PipeParser parser;
  private final ModelClassFactory known = new DefaultModelClassFactory();

  Hl7Segments() {
    DefaultHapiContext context = new DefaultHapiContext(new GenericModelClassFactory());
    context.setValidationContext(ValidationContextFactory.noValidation());
    this.parser = context.getPipeParser();
  }

  /** The segments that are read, in their order. */
  List<Segment> parse(List<String> segments) {
    char field = segments.get(0).charAt(3);
    String encoding = segments.get(0).substring(4).split(Pattern.quote(String.valueOf(field)), 2)[0];
    StringBuilder wanted = new StringBuilder("MSH").append(field).append(encoding)
        .append("       ADT^A01 1 P 2.5".replace(' ', field).replace('^', encoding.charAt(0))).append('\r');
    segments.stream().filter(segment -> READ.contains(segment.substring(0, 3))).forEach(segment -> wanted.append(segment).append('\r'));
    try {
      Message message = parse(wanted.toString());
      List<Segment> parsed = new ArrayList<>();
      for (String name : message.getNames()) {
        for (Structure structure : message.getAll(name)) {
          parsed.add((Segment) structure);
        }
      }
      return parsed;
    } catch (HL7Exception e) {
      throw new Refusal(Code.DATA_TYPE, "PID", "EVN, PID, PV1, MRG or RF1 cannot be taken apart into fields");
    }
  }

  /** Says which segments nobody knows. */
  void noteUnknown(List<String> segments, Findings findings) {
    Set<String> unknown = new LinkedHashSet<>();
    for (String segment : segments) {
      String name = segment.substring(0, 3);
      try {
        if (!name.equals("MSH") && known.getSegmentClass(name, "2.5") == null) {
          unknown.add(name);
        }
      } catch (HL7Exception e) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      findings.note("segments not known here, passed over: " + String.join(", ", unknown.stream().limit(10).toList()));
    }
  }

  /** One at a time: the parser completes its description of a message while it first reads one, and does so unguarded. */
  private Message parse(String message) throws HL7Exception {
    synchronized (parser) {
      return parser.parse(message);
    }
  }
}
