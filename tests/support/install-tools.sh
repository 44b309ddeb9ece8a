#!/bin/sh
# Fetches what the tests run and a machine may lack, into .tools/ beside Cargo.toml.
# Running it again fetches only what is missing.
set -e
cd "$(dirname "$0")/../.."
mkdir -p .tools

# --- Jython: the two runtimes that wsadmin has carried -----------------------------------
fetch_jar() {
    if test -f ".tools/$2"; then
        return 0
    fi
    mvn -q dependency:copy \
        -Dartifact="$1" -DoutputDirectory=.tools
    test -f ".tools/$2"
}
if type java >/dev/null 2>&1 && type mvn >/dev/null 2>&1; then
    :
else
    apt-get install -y -qq default-jre-headless maven
fi
fetch_jar jython:jython:2.1 jython-2.1.jar
fetch_jar org.python:jython-standalone:2.7.4 jython-standalone-2.7.4.jar

# --- Shells ------------------------------------------------------------------------------
