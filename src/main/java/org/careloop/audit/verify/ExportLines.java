package org.careloop.audit.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.careloop.audit.chain.Anchor;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.AuditReader;
import org.careloop.audit.chain.Canon;

/** The lines of an export's files, one JSON object each; written by {@link AuditExport}, read by {@link ExportCheck}. */
final class ExportLines {

  /** A row of an export; {@code movedTo} is the chain its last state is in, where that is another one. */
  record Row(String chain, String id, Map<String, String> columns, String movedTo) {}

  /** An anchor without its heads; {@code heads} is null unless the whole database was exported. */
  record SignedRoot(long no, Instant at, String node, int leaves, String root, String prev, String keyId, String signature, String note,
      List<Anchor.Leaf> heads) {

    String signed() {
      return Anchor.signed(no, at, node, leaves, root, prev, keyId, note);
    }
  }

  /** That a chain's head is one of an anchor's. */
  record Proof(long anchor, Anchor.Leaf leaf, int index, List<String> path) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private ExportLines() {}

  static String event(AuditEvent event) {
    ObjectNode line = JSON.createObjectNode().put("chain", event.chain()).put("seq", event.seq()).put("at", Canon.time(event.at()))
        .put("node", event.node()).put("actor", event.actor()).put("kind", event.kind()).put("note", event.note()).put("coverage", event.coverage())
        .put("prev", event.prev()).put("hash", event.hash()).put("keyId", event.keyId()).put("seal", event.seal()).put("salt", event.salt());
    ArrayNode entries = line.putArray("entries");
    event.entries().forEach(entry -> entries.addArray().add(entry.table()).add(entry.id()).add(entry.digest()));
    return line.toString();
  }

  static AuditEvent event(String text) throws ExportFile.Unreadable {
    JsonNode line = read(text, "events.ndjson");
    List<AuditEvent.Entry> entries = new ArrayList<>();
    line.path("entries").forEach(entry -> entries.add(new AuditEvent.Entry(entry.path(0).asText(), entry.path(1).asText(), entry.path(2).asText())));
    return new AuditEvent(need(line, "chain"), line.path("seq").asLong(), time(line, "at"), need(line, "node"), string(line, "actor"), need(line, "kind"),
        string(line, "note"), line.path("coverage").asInt(), entries, need(line, "prev"), need(line, "hash"), need(line, "keyId"), need(line, "seal"),
        StoredEvents.salt(string(line, "salt")));
  }

  static String row(String chain, String id, Map<String, String> columns, String movedTo) {
    ObjectNode line = JSON.createObjectNode().put("chain", chain).put("id", id);
    if (movedTo != null) {
      return line.put("movedTo", movedTo).toString();
    }
    ObjectNode values = line.putObject("columns");
    columns.forEach((name, value) -> {
      if (value != null) {
        values.put(name, value);
      }
    });
    return line.toString();
  }

  static Row row(String text, String file) throws ExportFile.Unreadable {
    JsonNode line = read(text, file);
    Map<String, String> columns = new HashMap<>();
    line.path("columns").fields().forEachRemaining(one -> columns.put(one.getKey(), one.getValue().isNull() ? null : one.getValue().asText()));
    return new Row(need(line, "chain"), need(line, "id"), columns, string(line, "movedTo"));
  }

  static String anchor(Anchor anchor, boolean withHeads) {
    ObjectNode line = JSON.createObjectNode().put("no", anchor.no()).put("at", Canon.time(anchor.at())).put("node", anchor.node())
        .put("leaves", anchor.leaves().size()).put("root", anchor.root()).put("prev", anchor.prev()).put("keyId", anchor.keyId())
        .put("signature", anchor.signature()).put("note", anchor.note());
    if (withHeads) {
      ArrayNode heads = line.putArray("heads");
      anchor.leaves().forEach(leaf -> heads.addArray().add(leaf.chain()).add(leaf.seq()).add(leaf.hash()));
    }
    return line.toString();
  }

  static SignedRoot anchor(String text) throws ExportFile.Unreadable {
    JsonNode line = read(text, "anchors.ndjson");
    List<Anchor.Leaf> heads = line.has("heads") ? new ArrayList<>() : null;
    line.path("heads").forEach(head -> heads.add(new Anchor.Leaf(head.path(0).asText(), head.path(1).asLong(), head.path(2).asText())));
    return new SignedRoot(line.path("no").asLong(), time(line, "at"), need(line, "node"), line.path("leaves").asInt(), need(line, "root"),
        need(line, "prev"), need(line, "keyId"), need(line, "signature"), string(line, "note"), heads);
  }

  static String proof(long anchor, Anchor.Leaf leaf, int index, List<String> path) {
    ObjectNode line = JSON.createObjectNode().put("anchor", anchor).put("chain", leaf.chain()).put("seq", leaf.seq()).put("hash", leaf.hash()).put("index", index);
    ArrayNode steps = line.putArray("path");
    path.forEach(steps::add);
    return line.toString();
  }

  static Proof proof(String text) throws ExportFile.Unreadable {
    JsonNode line = read(text, "proofs.ndjson");
    List<String> path = new ArrayList<>();
    line.path("path").forEach(step -> path.add(step.asText()));
    return new Proof(line.path("anchor").asLong(), new Anchor.Leaf(need(line, "chain"), line.path("seq").asLong(), need(line, "hash")),
        line.path("index").asInt(), path);
  }

  static String key(AuditReader.Key key) {
    return JSON.createObjectNode().put("keyId", key.keyId()).put("publicKey", key.publicKey()).put("since", Canon.time(key.since())).put("node", key.node())
        .put("vouchedBy", key.vouchedBy()).put("signature", key.signature()).put("retiredAt", key.retiredAt() == null ? null : Canon.time(key.retiredAt())).toString();
  }

  static AuditReader.Key key(String text) throws ExportFile.Unreadable {
    JsonNode line = read(text, "keys.ndjson");
    return new AuditReader.Key(need(line, "keyId"), need(line, "publicKey"), time(line, "since"), need(line, "node"), string(line, "vouchedBy"),
        string(line, "signature"), line.path("retiredAt").isTextual() ? time(line, "retiredAt") : null);
  }

  private static JsonNode read(String text, String file) throws ExportFile.Unreadable {
    try {
      JsonNode line = JSON.readTree(text);
      if (line != null && line.isObject()) {
        return line;
      }
    } catch (JsonProcessingException damaged) {
      // Told below, without the text.
    }
    throw new ExportFile.Unreadable("%s: a line that is no JSON object".formatted(file));
  }

  private static String string(JsonNode line, String name) {
    return line.path(name).isTextual() ? line.path(name).textValue() : null;
  }

  private static String need(JsonNode line, String name) throws ExportFile.Unreadable {
    String value = string(line, name);
    if (value == null) {
      throw new ExportFile.Unreadable("A line of the export lacks \"%s\"".formatted(name));
    }
    return value;
  }

  private static Instant time(JsonNode line, String name) throws ExportFile.Unreadable {
    try {
      return Instant.parse(need(line, name));
    } catch (DateTimeParseException e) {
      throw new ExportFile.Unreadable("\"%s\" in a line of the export is no time".formatted(name));
    }
  }
}
