# shellcheck shell=bash
# What the benchmarks need, sourced by their run: the drivers, built, and the flight-delay models, trained. Leaves in .build/bench.

set -euo pipefail
ROOT="${PLIMSOLL_INSTALLATION:?start it with ./plimsoll bench NAME}"
WORK="$ROOT/.build/bench"
# The platform refuses to start with settings that it does not know, and this one is not for it.
unset PLIMSOLL_INSTALLATION

quietly() {
  local log="$WORK/$1.log"
  shift
  if ! "$@" >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    printf 'bench: failed: %s  (all of its output: %s)\n' "$*" "$log" >&2
    exit 1
  fi
}

build_drivers() {
  (cd "$ROOT" && quietly drivers mvn -B -q -DskipTests -pl bench -am package)
}

# The environment and the models are made again only when what they are made from has changed.
train_models() {
  local example="$ROOT/examples/flight-delays" now python="$WORK/python/bin/python"
  now="$(cat "$example"/requirements.txt "$example"/requirements-onnx.txt "$example"/*.py "$example"/flight_delays/*.py | sha256sum)"
  if [[ -f "$WORK/models.stamp" && "$(<"$WORK/models.stamp")" == "$now" ]]; then return; fi
  printf 'bench: training the models that are measured; this takes a minute or two\n' >&2
  rm -rf "$WORK/python" "$WORK/trained"
  quietly venv python3 -m venv "$WORK/python"
  quietly pip "$python" -m pip install --quiet --disable-pip-version-check -r "$example/requirements.txt" -r "$example/requirements-onnx.txt"
  quietly train "$python" "$example/train.py" --output "$WORK/trained/flight-delays"
  quietly train-onnx "$python" "$example/train.py" --onnx --output "$WORK/trained/flight-delays-onnx"
  printf '%s\n' "$now" >"$WORK/models.stamp"
}

# The SDK as it stands here, in an environment of its own.
sdk_environment() {
  mkdir -p "$WORK/sdk"
  if [[ -x "$WORK/sdk/python/bin/python" ]]; then return; fi
  quietly venv-sdk python3 -m venv "$WORK/sdk/python"
  quietly pip-sdk "$WORK/sdk/python/bin/python" -m pip install --quiet --disable-pip-version-check -e "$ROOT/sdk/python"
}

# Every run starts from an empty home and from folders that were never pushed.
fresh() {
  rm -rf "$WORK/home" "$WORK/models"
  cp -R "$WORK/trained" "$WORK/models"
  # What is measured beside ONNX is the Python worker, so this model is not to be compiled.
  printf 'engine: python\n' >>"$WORK/models/flight-delays/plimsoll.yaml"
}

# drive CLASS ARGUMENT…  With CLIENT_CPU set, the driver runs on that processor.
drive() {
  local class="$1"
  shift
  mkdir -p "$WORK"
  exec 9>"$WORK/lock"
  flock -n 9 || { printf 'bench: another benchmark runs here already\n' >&2; exit 1; }
  build_drivers
  train_models
  fresh
  # Nothing but this lock's holder keeps it: the platform that is started must not.
  ${CLIENT_CPU:+taskset -c "$CLIENT_CPU"} "$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$ROOT/bench/target/lib/*" "io.plimsoll.bench.$class" "$ROOT" "$WORK" "$@" 9>&-
}
