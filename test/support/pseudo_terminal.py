"""A pseudo-terminal for a program: what is typed comes on standard input, what it prints goes to standard output, and
lines `COLUMNS ROWS` on descriptor 3 change its size. Ends with the program's own exit status."""
import fcntl
import os
import pty
import select
import struct
import sys
import termios

columns, rows, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)


def resize(columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", int(rows), int(columns), 0, 0))


resize(columns, rows)
sizes = b""
inputs = [0, 3, terminal]
while terminal in inputs:
    for ready in select.select(inputs, [], [])[0]:
        try:
            data = os.read(ready, 65536)
        except OSError:
            data = b""
        if not data:
            inputs.remove(ready)
        elif ready == terminal:
            os.write(1, data)
        elif ready == 0:
            os.write(terminal, data)
        else:
            *lines, sizes = (sizes + data).split(b"\n")
            for line in lines:
                resize(*line.split())
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status))
