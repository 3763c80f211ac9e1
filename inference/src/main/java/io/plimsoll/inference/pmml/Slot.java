package io.plimsoll.inference.pmml;

/** Where a field's value lies in a frame. */
record Slot(int index, ValueType type) {}
