package org.careloop.audit.chain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A Merkle tree over lines of text, hashed as RFC 6962 does: leaves after a zero byte, inner nodes after a one. */
public final class Merkle {

  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  private Merkle() {}

  /** Root over the leaves, hexadecimal. */
  public static String root(List<String> leaves) {
    return hex(rootOf(hashes(leaves)));
  }

  /** What leads from one leaf to the root: its neighbours' hashes, hexadecimal, from the leaf upwards. */
  public static List<String> proof(List<String> leaves, int index) {
    List<String> path = new ArrayList<>();
    path(hashes(leaves), index, path);
    return path;
  }

  /** Whether this leaf, the one with this index of so many, leads to this root. */
  public static boolean check(String root, String leaf, int index, int size, List<String> proof) {
    if (index < 0 || index >= size) {
      return false;
    }
    byte[] hash = leaf(leaf);
    int at = index;
    int last = size - 1;
    for (String neighbour : proof) {
      if (last == 0) {
        return false;
      }
      byte[] other = HexFormat.of().parseHex(neighbour);
      if (at % 2 == 1 || at == last) {
        hash = Canon.sha256(NODE, other, hash);
        while (at % 2 == 0 && at != 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        hash = Canon.sha256(NODE, hash, other);
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0 && hex(hash).equals(root);
  }

  private static byte[] rootOf(List<byte[]> hashes) {
    if (hashes.isEmpty()) {
      return Canon.sha256(new byte[0]);
    }
    if (hashes.size() == 1) {
      return hashes.get(0);
    }
    int split = split(hashes.size());
    return Canon.sha256(NODE, rootOf(hashes.subList(0, split)), rootOf(hashes.subList(split, hashes.size())));
  }

  private static void path(List<byte[]> hashes, int index, List<String> path) {
    if (hashes.size() == 1) {
      return;
    }
    int split = split(hashes.size());
    if (index < split) {
      path(hashes.subList(0, split), index, path);
      path.add(hex(rootOf(hashes.subList(split, hashes.size()))));
    } else {
      path(hashes.subList(split, hashes.size()), index - split, path);
      path.add(hex(rootOf(hashes.subList(0, split))));
    }
  }

  /** The largest power of two below n. */
  private static int split(int n) {
    return Integer.highestOneBit(n - 1);
  }

  private static List<byte[]> hashes(List<String> leaves) {
    return new ArrayList<>(Arrays.asList(leaves.stream().map(Merkle::leaf).toArray(byte[][]::new)));
  }

  private static byte[] leaf(String text) {
    return Canon.sha256(LEAF, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
