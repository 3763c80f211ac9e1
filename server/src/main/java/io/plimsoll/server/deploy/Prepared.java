package io.plimsoll.server.deploy;

import io.plimsoll.inference.Probe;
import io.plimsoll.inference.python.PythonEnvironment;
import io.plimsoll.inference.repository.Inspection;
import io.plimsoll.inference.repository.ScanReport;
import io.plimsoll.server.platform.blobs.Digest;
import java.util.Optional;

/** A pushed model that was loaded and answered its test data; ready to become a version. */
record Prepared(
    Digest source,
    Inspection inspection,
    ScanReport scan,
    Optional<PythonEnvironment> environment,
    Probe probe) {}
