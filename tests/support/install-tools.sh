#!/bin/sh
# Installs what the tests run generated files with. Debian and Ubuntu; needs root.
set -eu

# Shells and shellcheck, for tests/run_shell.rs.
missing=
for tool in dash bash ksh93 mksh lksh posh busybox shellcheck ps; do
  type "$tool" > /dev/null 2>&1 || missing="$missing $tool"
done
if [ -n "$missing" ]; then
  echo "installing for:$missing"
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    dash bash ksh93u+m mksh posh busybox shellcheck procps
fi
