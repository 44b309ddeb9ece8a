#!/bin/sh
# The source procedure done to the letter on a stand-alone server: hold, stop, restore the store,
# restore the configuration, start the server, flush start. It says at the end that all is done.
# The rehearsal must find out what is wrong with that (H1). PROFILE, HOST, PORT, ARCHIVE, IJ and
# SERVER are filled in by the test.
here=$(cd "$(dirname "$0")" && pwd)
profile=$SIBRESTORE_ROOT@PROFILE@
SIBRESTORE_MODE='do'; export SIBRESTORE_MODE
wsadmin() {
  "$profile/bin/wsadmin.sh" -lang jython -conntype SOAP -host @HOST@ -port @PORT@ -f "$here/$1" 'do'
}
set -e
wsadmin hold.py
"$profile/bin/stopServer.sh" @SERVER@
@IJ@ "$here/restore.sql"
"$profile/bin/restoreConfig.sh" "$SIBRESTORE_ROOT@ARCHIVE@"
"$profile/bin/startServer.sh" @SERVER@
sleep 60
wsadmin flush.py
sleep 60
echo "ALL DONE"
