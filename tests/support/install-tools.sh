#!/bin/sh
# Installs what the tests run generated files with, and fetches the two Jythons into .tools/.
# Debian and Ubuntu; needs root. Running it again installs only what is missing.
set -eu
cd "$(dirname "$0")/../.."
mkdir -p .tools

missing=
for tool in dash bash ksh93 mksh lksh posh busybox gawk mawk original-awk shellcheck ps java mvn python3; do
  type "$tool" > /dev/null 2>&1 || missing="$missing $tool"
done
if [ -n "$missing" ]; then
  echo "installing for:$missing"
  apt-get update -q
  packages="dash bash ksh93u+m mksh posh busybox gawk mawk original-awk shellcheck procps"
  case $missing in *python3*) packages="$packages python3" ;; esac
  case $missing in *java* | *mvn*) packages="$packages default-jre-headless maven" ;; esac
  # The names of packages are meant to be split.
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages
fi

# The two runtimes that wsadmin has carried.
fetch_jar() {
  [ -f ".tools/$2" ] && return 0
  mvn -q dependency:copy -Dartifact="$1" -DoutputDirectory=.tools
  [ -f ".tools/$2" ]
}
fetch_jar jython:jython:2.1 jython-2.1.jar
fetch_jar org.python:jython-standalone:2.7.4 jython-standalone-2.7.4.jar
