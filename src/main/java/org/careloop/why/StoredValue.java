package org.careloop.why;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** A value as the engine's history keeps it, read without making an object of any class: scalars and JSON only. */
public final class StoredValue {

  private static final ObjectMapper JSON = new ObjectMapper();

  private StoredValue() {}

  /** From columns {@code VAR_TYPE_}, {@code TEXT_}, {@code LONG_}, {@code DOUBLE_} and {@code BYTES_} of this row. */
  public static JsonNode value(ResultSet row) throws SQLException {
    String type = row.getString("VAR_TYPE_");
    if (type == null) {
      return NullNode.instance;
    }
    return switch (type.toLowerCase()) {
      case "string" -> text(row.getString("TEXT_"));
      case "integer", "long", "short" -> row.getObject("LONG_") == null ? NullNode.instance : LongNode.valueOf(row.getLong("LONG_"));
      case "double" -> row.getObject("DOUBLE_") == null ? NullNode.instance : DoubleNode.valueOf(row.getDouble("DOUBLE_"));
      case "boolean" -> row.getObject("LONG_") == null ? NullNode.instance : BooleanNode.valueOf(row.getLong("LONG_") == 1);
      case "date" -> row.getObject("LONG_") == null ? NullNode.instance : TextNode.valueOf(Instant.ofEpochMilli(row.getLong("LONG_")).toString());
      case "null" -> NullNode.instance;
      default -> json(row.getBytes("BYTES_"), row.getString("TEXT_"));
    };
  }

  private static JsonNode text(String text) {
    return text == null ? NullNode.instance : TextNode.valueOf(text);
  }

  private static JsonNode json(byte[] bytes, String text) {
    try {
      String written = bytes == null ? text : new String(bytes, StandardCharsets.UTF_8);
      return written == null ? NullNode.instance : JSON.readTree(written);
    } catch (JsonProcessingException noJson) {
      return TextNode.valueOf("(not readable as text)");
    }
  }
}
