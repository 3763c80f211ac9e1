package io.plimsoll.server.live;

import io.plimsoll.server.identity.Credential;
import io.plimsoll.server.identity.Tenant;

/** Who is connected, by what right, and to which project. */
record Visitor(Credential credential, Tenant tenant) {}
