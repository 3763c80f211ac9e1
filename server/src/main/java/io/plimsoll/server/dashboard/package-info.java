/**
 * Delivers the dashboard's files. They are built by the module dashboard and lie in the server's
 * jar below META-INF/resources, from where Quarkus serves them; this package decides what a path
 * stands for (Delivery) and adds the headers that go with it (DashboardRoutes). An address of the
 * dashboard is the page index.html at every path: its router does the rest. Owns no tables and
 * knows no API.
 */
@NullMarked
package io.plimsoll.server.dashboard;

import org.jspecify.annotations.NullMarked;
