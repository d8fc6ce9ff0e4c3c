package org.careloop.protocol.comparing;

/**
 * One thing that differs between two versions of a model, in words.
 *
 * @param element what it is about, with its label and id
 * @param what which property of it; "added" or "removed" for the element as a whole
 * @param before empty where there was nothing
 * @param after empty where there is nothing
 */
public record Change(String element, String what, String before, String after) {}
