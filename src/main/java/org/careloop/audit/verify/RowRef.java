package org.careloop.audit.verify;

/** A row by its table's name and its id as events write it. */
record RowRef(String table, String id) {}
