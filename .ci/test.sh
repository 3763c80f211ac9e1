# shellcheck shell=bash
# The tests of all parts, sourced by the launcher, whose functions it uses. Every part writes reports into .build/reports/PART; a part
# that fails ends the run, and the last line adds up the tests of all that ran.

REPORTS="$WORK/reports"

# run_part COMMAND…: quiet, with what it said on failure.
run_part() {
  local log="$LOGS/test-$PART.log"
  if ! "$@" >>"$log" 2>&1; then
    tail -n 120 "$log" >&2
    say "$PART failed: $*  (all of its output: $log)"
    return 1
  fi
}

# What the tests of both languages run Python with.
python_environment() {
  environment python 9 -e './sdk/python[dev]' -r server/src/test/python/requirements.txt
}

prepare_java() {
  need_to_build
  need_to_run
  build_dashboard
  python_environment
  SPARK_JVM="$(find_spark_jvm)"
  if [[ -z "$SPARK_JVM" ]] && can_install && [[ -n "$(candidate openjdk-17-jdk-headless)" ]]; then
    apt_install openjdk-17-jdk-headless
    SPARK_JVM="$(find_spark_jvm)"
  fi
  [[ -n "$SPARK_JVM" ]] || say "no JDK from 17 to 21 (SPARK_JAVA_HOME names one): the jobs of Spark are left out"
}

test_java() {
  local report folder failed=0 spark=()
  if [[ -n "$SPARK_JVM" ]]; then spark=("-Dspark.jvm=$SPARK_JVM"); fi
  cd "$ROOT"
  find . -path ./dashboard -prune -o -path '*/target/*-reports/*.xml' -type f -exec rm -f {} +
  run_part mvn -B -q spotless:check
  # The server fails by itself below its floor of coverage: see coverage.floor in server/pom.xml.
  run_part mvn -B verify ${spark[@]+"${spark[@]}"} || failed=1
  for report in */target/{surefire,failsafe}-reports/TEST-*.xml; do
    [[ -f "$report" ]] || continue
    folder="$(basename "$(dirname "$report")")"
    cp "$report" "$REPORTS/java/${report%%/*}-$folder-$(basename "$report")"
  done
  ((failed == 0)) || return 1
  grep -h "% of the server's" "$LOGS/test-java.log" | tail -n 1 || true
}

prepare_python() {
  # The example's story runs on the built platform.
  need_to_run
  build
  python_environment
  environment example 11 -e ./sdk/python -r examples/flight-delays/requirements.txt -r examples/flight-delays/requirements-dev.txt
  # KServe wants Kubernetes and half a gigabyte of others; its clients want what requirements-dev.txt lists.
  if ! "$ENVIRONMENT/bin/python" -m pip show --quiet kserve 2>/dev/null; then
    run_logged example-kserve "$ENVIRONMENT/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps kserve==0.21.0
  fi
}

test_python() {
  check_python sdk/python "$WORK/python"
  check_python examples/flight-delays "$WORK/example"
}

# check_python FOLDER ENVIRONMENT
check_python() {
  local tools="$2/bin"
  cd "$ROOT/$1"
  run_part "$tools/ruff" check .
  run_part "$tools/ruff" format --check .
  run_part "$tools/mypy"
  run_part "$tools/python" -m pytest -q --junitxml="$REPORTS/python/${1//\//-}.xml"
}

# find_exact_python MINOR: a Python of this very minor version that can make environments; nothing if there is none.
find_exact_python() {
  local python
  for python in "python3.$1" "$HOME/.pyenv/versions/3.$1".*/bin/python; do
    if "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
      printf '%s\n' "$python"
      return
    fi
  done
}

# The SDK on every Python that it says it runs on and that is here. Not part of the whole: each has an environment of its own.
prepare_pythons() {
  local minor python now name
  for minor in 9 10 11 12 13; do
    python="$(find_exact_python "$minor")"
    name="python-3.$minor"
    if [[ -z "$python" ]]; then
      say "there is no Python 3.$minor: left out"
      rm -rf "${WORK:?}/$name"
      continue
    fi
    now="$(fingerprint sdk/python/pyproject.toml) $python"
    if is_stamped "$name" "$now" && "$WORK/$name/bin/python" -c '' 2>/dev/null; then continue; fi
    rm -rf "${WORK:?}/$name"
    run_logged "$name-venv" "$python" -m venv "$WORK/$name"
    (cd "$ROOT" && run_logged "$name-pip" "$WORK/$name/bin/python" -m pip install --quiet --disable-pip-version-check -e './sdk/python[dev]')
    stamp "$name" "$now"
  done
}

test_pythons() {
  local minor tests=0
  cd "$ROOT/sdk/python"
  for minor in 9 10 11 12 13; do
    if [[ ! -d "$WORK/python-3.$minor" ]]; then continue; fi
    run_part "$WORK/python-3.$minor/bin/python" -m pytest -q --junitxml="$REPORTS/pythons/3.$minor.xml"
    tests=$((tests + 1))
  done
  ((tests > 0)) || die "there is no Python from 3.9 to 3.13 that can make environments"
}

prepare_typescript() {
  need_node
  install_node_modules
}

test_typescript() {
  cd "$ROOT/dashboard"
  # The arguments reach vitest, which is the last command of the check.
  run_part npm run check -- --reporter=default --reporter=junit --outputFile.junit="$REPORTS/typescript/vitest.xml"
}

prepare_browser() {
  need chromium chromium "the browser tests drive it"
  need_to_run
  need_node
  install_node_modules
  build
}

test_browser() {
  cd "$ROOT/dashboard"
  run_part env PLAYWRIGHT_JUNIT_OUTPUT_NAME="$REPORTS/browser/playwright.xml" npm run e2e -- --reporter=list,junit
}

run_tests() {
  local parts=(java python typescript browser) failed="" status
  if (($# > 0)); then parts=("$@"); fi
  for PART in "${parts[@]}"; do
    declare -F "test_$PART" >/dev/null || die "there is no part $PART; the parts are java, python, typescript and browser, and pythons, which the whole leaves out"
  done
  rm -rf "$REPORTS"
  mkdir -p "$LOGS" "$REPORTS"
  for PART in "${parts[@]}"; do
    mkdir -p "$REPORTS/$PART"
    : >"$LOGS/test-$PART.log"
    say "testing $PART (what it says goes to .build/log/test-$PART.log)"
    # As the condition of an if, the subshell would go on after a command that fails.
    set +e
    (
      set -e
      "prepare_$PART"
      "test_$PART"
    )
    status=$?
    set -e
    if ((status != 0)); then
      failed="$PART"
      break
    fi
  done
  need_python 9 "the results are added up with it"
  "$PYTHON" "$ROOT/.ci/summary.py" "$REPORTS" ${failed:+--failed "$failed"}
}
