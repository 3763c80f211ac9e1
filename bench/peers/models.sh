# shellcheck shell=bash
# The models that peers and forms measure, and the environments of Python that they are trained and served in; sourced by their run.
PEERS="$(dirname -- "${BASH_SOURCE[0]}")"
command -v taskset >/dev/null || { printf 'bench: taskset is missing, which gives server and client a processor each; it is in the package util-linux\n' >&2; exit 1; }
# The driver, and what is not pinned by it to another one, has the last processor; the server that is measured the first.
CLIENT_CPU="$(($(nproc --all) - 1))"

# Each server gets an environment of its own: their requirements exclude each other.
install_peer() {
  local name="$1" list="$PEERS/requirements/$1.txt"
  if cmp --silent "$list" "$WORK/peers/$name/requirements.txt"; then return; fi
  printf 'bench: installing %s\n' "$name" >&2
  rm -rf "$WORK/peers/$name"
  mkdir -p "$WORK/peers"
  quietly "venv-$name" python3 -m venv "$WORK/peers/$name"
  quietly "pip-$name" "$WORK/peers/$name/bin/python" -m pip install --quiet --disable-pip-version-check -r "$list"
  cp "$list" "$WORK/peers/$name/requirements.txt"
}

train_peer_models() {
  rm -rf "$WORK/peer-models"
  quietly peer-models "$WORK/peers/fastapi/bin/python" "$PEERS/models.py" "$WORK/peer-models"
}
