package org.careloop.audit.chain;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A signed Merkle root over the heads of all chains that had moved since the anchor before it.
 *
 * @param no from 1
 * @param leaves the heads, sorted by chain
 * @param prev {@link #sum} of the anchor before, or {@link Canon#FIRST}
 * @param signature Ed25519 over {@link #signed}, Base64
 * @param note null, or in words what is special about it
 */
public record Anchor(long no, Instant at, String node, List<Leaf> leaves, String root, String prev, String keyId, String signature, String note) {

  /** One chain's head. */
  public record Leaf(String chain, long seq, String hash) {

    /** As it stands in the tree. */
    public String line() {
      return chain + "\t" + seq + "\t" + hash;
    }
  }

  /** The text that is signed. */
  @JsonIgnore
  public String signed() {
    return signed(no, at, node, leaves.size(), root, prev, keyId, note);
  }

  /** The text that is signed, for who has the root only and not the heads. */
  public static String signed(long no, Instant at, String node, int leaves, String root, String prev, String keyId, String note) {
    return """
        careloop-anchor/1
        no=%d
        at=%s
        node=%s
        leaves=%d
        root=%s
        prev=%s
        key=%s
        note=%s
        """.formatted(no, Canon.time(at), node, leaves, root, prev, keyId, note == null ? "" : note);
  }

  /** What the next anchor holds on to. */
  @JsonIgnore
  public String sum() {
    return Canon.sha256(signed());
  }

  /** Root over these heads. */
  public static String rootOf(List<Leaf> leaves) {
    return Merkle.root(leaves.stream().map(Leaf::line).toList());
  }

  static String list(List<Leaf> leaves) {
    StringBuilder lines = new StringBuilder();
    leaves.forEach(leaf -> lines.append(leaf.line()).append('\n'));
    return lines.toString();
  }

  /** The heads, as the database keeps them; lines that are none are left out. */
  public static List<Leaf> list(String lines) {
    List<Leaf> leaves = new ArrayList<>();
    for (String line : lines.split("\n")) {
      String[] parts = line.split("\t", -1);
      if (parts.length == 3) {
        leaves.add(new Leaf(parts[0], Long.parseLong(parts[1]), parts[2]));
      }
    }
    return leaves;
  }
}
