#!/usr/bin/python3
"""Stand-in for the CloudWatch agent: ships log files to CloudWatch Logs with the instance
role's credentials. It reads the real agent's JSON (logs.logs_collected.files) and knows
nothing of metrics. It speaks plain HTTP, since the sandbox has no certificates."""
import datetime
import glob
import hashlib
import hmac
import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request

ROOT = "/opt/aws/amazon-cloudwatch-agent"
METADATA = "http://169.254.169.254/latest/"
STATE = f"{ROOT}/logs/state"
# Limits of PutLogEvents: bytes and events in a call, 26 bytes counted on top of each event.
BATCH_BYTES, BATCH_EVENTS, OVERHEAD = 1_000_000, 10_000, 26
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def say(level, text):
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    print(f"{stamp} {level}! {text}", flush=True)


class Metadata:
    def __init__(self):
        self.token, self.until = "", 0.0

    def get(self, path):
        if time.time() > self.until:
            ask = urllib.request.Request(METADATA + "api/token", method="PUT", headers={"X-aws-ec2-metadata-token-ttl-seconds": "3600"})
            self.token, self.until = direct.open(ask, timeout=5).read().decode(), time.time() + 3000
        ask = urllib.request.Request(METADATA + path, headers={"X-aws-ec2-metadata-token": self.token})
        return direct.open(ask, timeout=5).read().decode()

    def credentials(self):
        role = self.get("meta-data/iam/security-credentials/").split("\n")[0]
        return json.loads(self.get(f"meta-data/iam/security-credentials/{role}"))


class Logs:
    def __init__(self, metadata, region, endpoint):
        self.metadata, self.region = metadata, region
        self.endpoint = endpoint or f"http://logs.{region}.amazonaws.com"

    def call(self, action, **body):
        credentials = self.metadata.credentials()
        payload = json.dumps(body).encode()
        now = datetime.datetime.now(datetime.timezone.utc)
        stamp, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
        host = self.endpoint.split("//")[1].rstrip("/")
        headers = {
            "content-type": "application/x-amz-json-1.1",
            "host": host,
            "x-amz-date": stamp,
            "x-amz-security-token": credentials["Token"],
            "x-amz-target": f"Logs_20140328.{action}",
        }
        names = ";".join(sorted(headers))
        lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
        canonical = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(payload).hexdigest()}"
        scope = f"{day}/{self.region}/logs/aws4_request"
        to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        key = ("AWS4" + credentials["SecretAccessKey"]).encode()
        for part in (day, self.region, "logs", "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
        headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={credentials['AccessKeyId']}/{scope}, SignedHeaders={names}, Signature={signature}"
        )
        request = urllib.request.Request(self.endpoint + "/", data=payload, headers=headers)
        try:
            return json.loads(direct.open(request, timeout=15).read() or b"{}")
        except urllib.error.HTTPError as error:
            answer = error.read().decode(errors="replace")
            try:
                kind = json.loads(answer).get("__type", "")
            except ValueError:
                kind = ""
            raise Refused(action, kind.split("#")[-1], answer) from error


class Refused(Exception):
    def __init__(self, action, kind, answer):
        super().__init__(f"{action}: {kind or answer}")
        self.kind = kind


class Source:
    """One entry of collect_list: a file, or the newest that a pattern matches."""

    def __init__(self, entry, facts):
        self.pattern = entry["file_path"]

        def fill(text):
            for name, value in facts.items():
                text = text.replace("{" + name + "}", value)
            return text

        self.group = fill(entry.get("log_group_name") or os.path.basename(self.pattern))
        self.stream = fill(entry.get("log_stream_name") or "{instance_id}")
        self.retention = int(entry.get("retention_in_days", -1))
        self.ready = False

    def state_file(self, path):
        return f"{STATE}/{path.replace('/', '_')}"

    def read(self):
        """Whole lines that are new; answers the lines and a function that remembers them as sent."""
        matches = [path for path in glob.glob(self.pattern, recursive=True) if os.path.isfile(path)]
        if not matches:
            return [], lambda: None
        path = max(matches, key=os.path.getmtime)
        inode, offset = os.stat(path).st_ino, 0
        try:
            with open(self.state_file(path)) as state:
                known, at = map(int, state.read().split())
            # A file that was rotated or cut short is read from its beginning.
            if known == inode and at <= os.path.getsize(path):
                offset = at
        except (OSError, ValueError):
            pass
        lines, size = [], 0
        with open(path, "rb") as file:
            file.seek(offset)
            for line in file:
                size += len(line) + OVERHEAD
                if not line.endswith(b"\n") or size > BATCH_BYTES or len(lines) == BATCH_EVENTS:
                    break
                offset += len(line)
                text = line.rstrip(b"\r\n").decode(errors="replace")
                if text:
                    lines.append(text)

        def remember():
            with open(self.state_file(path) + ".new", "w") as state:
                state.write(f"{inode} {offset}")
            os.replace(self.state_file(path) + ".new", self.state_file(path))

        return lines, remember

    def prepare(self, logs):
        names = {"logGroupName": self.group, "logStreamName": self.stream}
        try:
            self.create(logs, "CreateLogStream", names)
        except Refused as refusal:
            if refusal.kind != "ResourceNotFoundException":
                raise
            self.create(logs, "CreateLogGroup", {"logGroupName": self.group})
            self.create(logs, "CreateLogStream", names)
        if self.retention > 0:
            logs.call("PutRetentionPolicy", logGroupName=self.group, retentionInDays=self.retention)
        self.ready = True

    def create(self, logs, action, names):
        try:
            logs.call(action, **names)
        except Refused as refusal:
            if refusal.kind != "ResourceAlreadyExistsException":
                raise

    def ship(self, logs):
        lines, remember = self.read()
        if not lines:
            return
        if not self.ready:
            self.prepare(logs)
        now = int(time.time() * 1000)
        try:
            logs.call("PutLogEvents", logGroupName=self.group, logStreamName=self.stream, logEvents=[{"timestamp": now, "message": line} for line in lines])
        except Refused as refusal:
            # Somebody deleted the group or the stream: make them again next time.
            self.ready = self.ready and refusal.kind != "ResourceNotFoundException"
            raise
        remember()


def configuration():
    """All configuration files, joined as the real agent does."""
    entries, agent, endpoint, interval = [], {}, "", 5
    for path in [f"{ROOT}/etc/amazon-cloudwatch-agent.json", *sorted(glob.glob(f"{ROOT}/etc/amazon-cloudwatch-agent.d/*.json"))]:
        if not os.path.isfile(path):
            continue
        with open(path) as file:
            text = json.load(file)
        agent.update(text.get("agent", {}))
        logs = text.get("logs", {})
        endpoint = logs.get("endpoint_override", endpoint)
        interval = logs.get("force_flush_interval", interval)
        entries += logs.get("logs_collected", {}).get("files", {}).get("collect_list", [])
    return entries, agent, endpoint, float(interval)


def main():
    os.makedirs(STATE, exist_ok=True)
    sys.stdout = sys.stderr = open(f"{ROOT}/logs/amazon-cloudwatch-agent.log", "a", buffering=1)
    entries, agent, endpoint, interval = configuration()
    metadata = Metadata()
    facts = None
    while facts is None:
        try:
            hostname = socket.gethostname()
            facts = {
                "instance_id": metadata.get("meta-data/instance-id"),
                "local_hostname": hostname,
                "hostname": hostname,
                "ip_address": metadata.get("meta-data/local-ipv4"),
            }
            region = agent.get("region") or metadata.get("meta-data/placement/region")
        except (OSError, ValueError) as error:
            say("E", f"instance metadata does not answer: {error}")
            time.sleep(2)
    sources = [Source(entry, facts) for entry in entries]
    say("I", f"shipping {len(sources)} file(s) to CloudWatch Logs in {region} (sandbox stand-in)")
    logs = Logs(metadata, region, endpoint)
    while True:
        for source in sources:
            try:
                source.ship(logs)
            except (Refused, OSError, ValueError, KeyError) as error:
                say("E", f"{source.pattern} -> {source.group}: {error}")
        time.sleep(interval)


main()
