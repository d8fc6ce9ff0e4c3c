package org.careloop.audit.verify;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;

/**
 * The first page of an export, {@code manifest.json}: what it is of, who made it when, and the SHA-256 of every file in it. Its bytes are what
 * the signature is over, so it is written once and never formatted anew.
 *
 * @param chains which chains are in the export, and how many of their rows
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"format", "scope", "title", "madeAt", "madeBy", "program", "keyId", "howToCheck", "chains", "files"})
public record Manifest(String format, String scope, String title, String madeAt, String madeBy, String program, String keyId,
    List<String> howToCheck, Map<String, Rows> chains, Map<String, File> files) {

  public static final String FORMAT = "careloop-audit/1";

  /** The whole database: every row of every covered table must belong to a chain of the export. */
  public static final String WHOLE = "database";

  /** How many of a chain's rows are in an export. */
  public enum Rows {
    /** Every row as the chain last knew it: a missing one is a finding. */
    ALL,
    /** Some rows, for example of one deployment: those that are there must be right. */
    SOME,
    /** None; the events alone prove what was written when. */
    NONE
  }

  /** One file: its length and SHA-256 in hex. */
  public record File(long bytes, String sha256) {}

  /** How many rows of this chain are in the export; in an export of the whole database every chain is named by an asterisk. */
  Rows rowsOf(String chain) {
    return chains.getOrDefault(chain, chains.getOrDefault("*", Rows.NONE));
  }

  boolean whole() {
    return WHOLE.equals(scope);
  }
}
