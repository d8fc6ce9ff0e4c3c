package org.careloop.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.careloop.audit.chain.Merkle;
import org.junit.jupiter.api.Test;

/** The tree over the heads of all chains. */
class MerkleTest {

  private static List<String> leaves(int count) {
    return IntStream.range(0, count).mapToObj(i -> "case:" + i + "\t1\thash" + i).toList();
  }

  @Test
  void everyLeafOfATreeOfAnySizeIsProvedToLieUnderItsRoot() {
    for (int size = 1; size <= 33; size++) {
      List<String> leaves = leaves(size);
      String root = Merkle.root(leaves);
      for (int i = 0; i < size; i++) {
        assertThat(Merkle.check(root, leaves.get(i), i, size, Merkle.proof(leaves, i))).as("leaf %d of %d", i, size).isTrue();
      }
    }
  }

  @Test
  void anotherLeafPlaceSizeOrRootIsRefused() {
    List<String> leaves = leaves(7);
    List<String> proof = Merkle.proof(leaves, 3);
    String root = Merkle.root(leaves);

    assertThat(Merkle.check(root, "case:3\t1\tforged", 3, 7, proof)).isFalse();
    assertThat(Merkle.check(root, leaves.get(3), 2, 7, proof)).isFalse();
    assertThat(Merkle.check(root, leaves.get(3), 7, 7, proof)).isFalse();
    assertThat(Merkle.check(Merkle.root(leaves(6)), leaves.get(3), 3, 7, proof)).isFalse();
    assertThat(Merkle.check(root, leaves.get(3), 3, 7, proof.subList(0, 2))).isFalse();
  }

  @Test
  void theRootIsTheOneThatRfc6962Defines() {
    // SHA-256 of no leaf, and of one empty leaf: test vectors of the certificate transparency project.
    assertThat(Merkle.root(List.of())).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(Merkle.root(List.of(""))).isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  }
}
