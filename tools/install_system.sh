#!/usr/bin/env bash
# Install Debian packages the tests need: install_system.sh PACKAGE...
set -euo pipefail
if ! command -v apt-get >/dev/null; then
  echo "Please install with your system's package manager: $*" >&2
  exit 1
fi
run=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Please install as root: apt-get install $*" >&2; exit 1; }
  run=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
"${run[@]}" apt-get update -qq
"${run[@]}" apt-get install -y -qq --no-install-recommends "$@" >/dev/null
