package org.careloop.protocol.vetting;

/**
 * One thing that is wrong with a model, in the words of a clinical lead.
 *
 * @param file path in the set
 * @param element label and id of the step, event, rule or field; empty when it is the file as a whole
 * @param what what was found, with the value
 * @param why why it is refused
 * @param remedy how to mend it in Modeler
 * @param unsafe true when it could run code or reach data that it should not; false for a rule of the house
 */
public record Finding(String file, String element, String what, String why, String remedy, boolean unsafe) {}
