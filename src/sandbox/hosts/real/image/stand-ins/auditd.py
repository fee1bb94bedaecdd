#!/usr/bin/python3
"""Stand-in for auditd. The kernel's audit stream belongs to the machine's initial
namespace, so a guest gets none; what this writes to audit.log is told from the journal:
logins, sudo commands, and services that start and stop, in the form auditd gives them."""
import json
import os
import re
import signal
import subprocess
import sys
import time

LOG = "/var/log/audit/audit.log"
NOBODY = 4294967295

ACCEPTED = re.compile(r"Accepted (\S+) for (\S+) from (\S+) port")
FAILED = re.compile(r"(?:Failed (\S+) for (?:invalid user )?|Invalid user |Connection closed by authenticating user )(\S+) (?:from )?(\S+) port")
SUDO = re.compile(r"^\s*(\S+) : (?:TTY=(\S+) ; )?PWD=(.*?) ; USER=(\S+) ; (?:ENV=.*? ; )?COMMAND=(.*)$")
SERVICE = re.compile(r"^(Started|Stopped) (\S+)\.service")


def user_id(name):
    try:
        with open("/etc/passwd") as passwd:
            for line in passwd:
                fields = line.split(":")
                if fields[0] == name:
                    return int(fields[2])
    except OSError:
        pass
    return NOBODY


def records(entry):
    """The audit records that a journal entry amounts to: pairs of type and text."""
    program = entry.get("SYSLOG_IDENTIFIER", "")
    message = entry.get("MESSAGE", "")
    if not isinstance(message, str):
        return
    pid = entry.get("_PID", "0")
    head = f"pid={pid} uid=0 auid={{}} ses={NOBODY} subj=unconfined msg='"
    if program == "sshd":
        accepted, failed = ACCEPTED.search(message), FAILED.search(message)
        if accepted:
            method, user, address = accepted.groups()
            where = f'exe="/usr/sbin/sshd" hostname={address} addr={address} terminal=ssh res=success\''
            start = head.format(user_id(user))
            yield "USER_AUTH", f'{start}op={method} acct="{user}" {where}'
            yield "USER_LOGIN", f"{start}op=login id={user_id(user)} {where}"
        elif failed:
            _, user, address = failed.groups()
            where = f'exe="/usr/sbin/sshd" hostname=? addr={address} terminal=ssh res=failed\''
            yield "USER_LOGIN", f'{head.format(NOBODY)}op=login acct="{user}" {where}'
    elif program == "sudo":
        command = SUDO.match(message)
        if command:
            user, terminal, folder, _, words = command.groups()
            text = words.encode().hex().upper()
            start = head.format(user_id(user))
            yield "USER_CMD", f'{start}cwd="{folder}" cmd={text} exe="/usr/bin/sudo" terminal={terminal or "?"} res=success\''
    elif program == "systemd" and entry.get("_PID") == "1":
        service = SERVICE.match(message)
        if service:
            kind = "SERVICE_START" if service.group(1) == "Started" else "SERVICE_STOP"
            start = head.format(NOBODY).replace(f"pid={pid}", "pid=1")
            yield kind, f'{start}unit={service.group(2)} comm="systemd" exe="/usr/lib/systemd/systemd" hostname=? addr=? terminal=? res=success\''


def main():
    os.makedirs(os.path.dirname(LOG), mode=0o750, exist_ok=True)
    serial = 0
    log = open(LOG, "a", buffering=1)
    os.chmod(LOG, 0o640)

    def write(kind, text, microseconds):
        nonlocal serial
        serial += 1
        seconds, rest = divmod(microseconds, 1_000_000)
        log.write(f"type={kind} msg=audit({seconds}.{rest // 1000:03d}:{serial}): {text}\n")

    def reopen(*_):
        nonlocal log
        log.close()
        log = open(LOG, "a", buffering=1)
        os.chmod(LOG, 0o640)

    signal.signal(signal.SIGUSR1, reopen)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    now = int(time.time() * 1_000_000)
    write("DAEMON_START", f"op=start ver=3.0.9 format=enriched kernel={os.uname().release} auid={NOBODY} pid={os.getpid()} uid=0 ses={NOBODY} subj=unconfined res=success", now)
    journal = subprocess.Popen(["journalctl", "--follow", "--lines=0", "--output=json"], stdout=subprocess.PIPE, text=True)
    try:
        for line in journal.stdout:
            entry = json.loads(line)
            for kind, text in records(entry):
                write(kind, text, int(entry["__REALTIME_TIMESTAMP"]))
    finally:
        journal.terminate()


main()
