# Runs a command at a terminal and types one line at each question. `EOF` is the key that ends the
# input; `INT` is the one that interrupts, with enter after it for a shell that
# waits for that. After the last line the terminal only listens.
import os
import pty
import select
import signal
import sys

lines = sys.argv[1].split("\n")[:-1]
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
seen = b""
while True:
    # A question that nobody answers ends the command, as a closed terminal would.
    if not select.select([fd], [], [], 20)[0]:
        os.kill(pid, signal.SIGKILL)
        sys.exit(254)
    try:
        part = os.read(fd, 65536)
    except OSError:
        break
    if not part:
        break
    seen += part
    os.write(1, part)
    while lines and b"press enter" in seen and seen.rstrip().endswith(b":"):
        seen = b""
        word = lines.pop(0)
        os.write(fd, {"EOF": b"\x04", "INT": b"\x03\n"}.get(word, word.encode() + b"\n"))
status = os.waitpid(pid, 0)[1]
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 255)
