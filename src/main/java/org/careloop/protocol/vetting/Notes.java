package org.careloop.protocol.vetting;

import java.util.List;
import org.w3c.dom.Element;

/** Takes down what is found in one file. */
record Notes(String file, List<Finding> findings) {

  void add(Rule rule, String element, String what) {
    Finding finding = new Finding(file, element, what, rule.why(), rule.remedy(), rule.unsafe());
    if (!findings.contains(finding)) {
      findings.add(finding);
    }
  }

  void add(Rule rule, Element element, String what) {
    add(rule, Xml.describe(element), what);
  }

  void addUnless(boolean holds, Rule rule, String element, String what) {
    if (!holds) {
      add(rule, element, what);
    }
  }
}
