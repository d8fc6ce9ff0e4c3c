package org.careloop.protocol.vetting;

/** The rules that models are held to: whether a breach is unsafe, why the rule stands, and how a clinical lead mends a breach. */
enum Rule {

  PATH_OUTSIDE(true, "A file must not be laid over others outside the three folders.", "Save the file under a plain name and send it again."),
  UNKNOWN_KIND(true, "Only diagrams (.bpmn), tables (.dmn) and forms (.form) are part of a protocol; anything else could be run or shown unseen.",
      "Leave the file out."),
  TOO_LARGE(true, "Nobody can review a file of this size, and reading it could bring the program down.", "Split the model into smaller ones."),
  WRONG_FOLDER(false, "The three folders hold one kind of model each, without sub-folders, so that everything is found.",
      "Move the file to the folder named."),
  FILE_NAME(false, "The file's name is the id by which the others call it.", "Rename the file to an everyday word in small letters with hyphens."),
  SAME_NAME(true, "Two names that differ only in capital letters are one file on many computers; one would silently replace the other.",
      "Keep one of the two files.");

  private final boolean unsafe;
  private final String why;
  private final String remedy;

  Rule(boolean unsafe, String why, String remedy) {
    this.unsafe = unsafe;
    this.why = why;
    this.remedy = remedy;
  }

  boolean unsafe() {
    return unsafe;
  }

  String why() {
    return why;
  }

  String remedy() {
    return remedy;
  }
}
