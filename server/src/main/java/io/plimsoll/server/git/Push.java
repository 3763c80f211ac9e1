package io.plimsoll.server.git;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.registry.ModelName;

/** Who pushes to which model of which project. */
record Push(Tenant tenant, ModelName model, String by) {}
