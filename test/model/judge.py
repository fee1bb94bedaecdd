#!/usr/bin/env python3
"""Judges recorded exchanges with the sandbox by AWS's own models, as botocore ships them.

Standard input: one exchange a line, JSON, as VPNMESH_SANDBOX_WIRE records them (src/sandbox/api/wire-log.ts).
Standard output: one violation a line, JSON: {service, operation, side, path, what, count}; the last line is a summary.
Exit code: 0 without violations, 1 with some, 3 where botocore is not installed.
"""
import collections
import json
import re
import sys
import urllib.parse
import xml.etree.ElementTree as xml

try:
    import botocore.session
    from botocore.validate import ParamValidator
except ImportError:
    print("botocore is not installed", file=sys.stderr)
    sys.exit(3)

NAMES = {"servicequotas": "service-quotas"}
WRONG_FORM = re.compile(r"(Invalid|Missing|Unknown)Parameter|InvalidAction|Validation(Error|Exception)|Serialization|Malformed|InternalError|\.Malformed|InvalidNextToken|SignatureDoesNotMatch|InvalidClientTokenId|AuthFailure|IncompleteSignature")
# What AWS answers although its model does not say so: measured, or documented by AWS.
KNOWN = {
    # "available" is what every attached gateway has had since 2010 (API reference, example of DescribeInternetGateways).
    ("ec2", ".InternetGateways[].Attachments[].State"),
}
session = botocore.session.get_session()
models = {}


def model_of(service):
    if service not in models:
        models[service] = session.get_service_model(NAMES.get(service, service))
    return models[service]


class Violations:
    """What one side of one exchange has against the model."""

    def __init__(self):
        self.found = []

    def add(self, path, what):
        # Positions in lists are of no interest: one fault is one line.
        self.found.append((re.sub(r"\[\d+\]", "[]", path) or ".", what))


def scalar(shape, text, path, out):
    """A value as Python has it, from the text on the wire."""
    kind = shape.type_name
    try:
        if kind in ("integer", "long"):
            value = int(text)
        elif kind in ("float", "double"):
            value = float(text)
        elif kind == "boolean":
            if text not in ("true", "false"):
                raise ValueError(text)
            value = text == "true"
        else:
            value = text
    except ValueError:
        out.add(path, f"{text!r} is no {kind}")
        return None
    constraints(shape, value, path, out)
    return value


def constraints(shape, value, path, out):
    """Enumerations and patterns, which botocore itself leaves to the service."""
    if not isinstance(value, str):
        return
    allowed = shape.metadata.get("enum") if hasattr(shape, "metadata") else None
    if allowed and value not in allowed:
        out.add(path, f"{value!r} is not among {', '.join(allowed[:6])}{' …' if len(allowed) > 6 else ''}")
    pattern = shape.metadata.get("pattern")
    if pattern:
        try:
            wrong = re.fullmatch(java_pattern(pattern), value) is None
        except re.error:
            return
        if wrong:
            out.add(path, f"{value[:60]!r} does not match {pattern}")


def java_pattern(pattern):
    """Models write patterns as Java reads them."""
    return pattern.replace(r"\p{L}", r"\w").replace(r"\p{N}", r"\d").replace(r"\p{Z}", r"\s").replace("\\p{Alpha}", "A-Za-z").replace("\\p{Alnum}", "A-Za-z0-9")


class Flat:
    """A request of the EC2 or the query protocol: names with dots, and their values."""

    def __init__(self, pairs, ec2):
        self.pairs, self.ec2, self.used = dict(pairs), ec2, set()

    def name(self, member, shape):
        serialization = shape.serialization
        if self.ec2:
            name = serialization.get("queryName") or serialization.get("name", member)
            return name if "queryName" in serialization else name[0].upper() + name[1:]
        return serialization.get("name", member)

    def has(self, prefix):
        return any(key == prefix or key.startswith(prefix + ".") for key in self.pairs)

    def read(self, shape, prefix, path, out):
        kind = shape.type_name
        if kind == "structure":
            value = {}
            for member, inner in shape.members.items():
                name = self.name(member, inner)
                full = f"{prefix}.{name}" if prefix else name
                if self.has(full):
                    value[member] = self.read(inner, full, f"{path}.{member}", out)
            return value
        if kind == "list":
            inner = shape.member
            between = prefix
            if not self.ec2 and not shape.serialization.get("flattened"):
                between = f"{prefix}.{inner.serialization.get('name', 'member')}"
            items, number = [], 1
            if self.pairs.get(prefix) == "":
                self.used.add(prefix)
            while self.has(f"{between}.{number}"):
                items.append(self.read(inner, f"{between}.{number}", f"{path}[{number}]", out))
                number += 1
            return items
        if kind == "map":
            value, number = {}, 1
            while self.has(f"{prefix}.entry.{number}"):
                entry = f"{prefix}.entry.{number}"
                key = self.read(shape.key, f"{entry}.key", path, out)
                value[key] = self.read(shape.value, f"{entry}.value", path, out)
                number += 1
            return value
        self.used.add(prefix)
        return scalar(shape, self.pairs.get(prefix, ""), path, out)


def judge_query(operation, body, ec2, out):
    pairs = urllib.parse.parse_qsl(body, keep_blank_values=True)
    flat = Flat(pairs, ec2)
    names = [name for name, _ in pairs]
    for name in sorted({name for name in names if names.count(name) > 1}):
        out.add(name, "is given twice")
    flat.used.update(["Action", "Version"])
    shape = operation.input_shape
    value = flat.read(shape, "", "", out) if shape else {}
    for name in sorted(set(flat.pairs) - flat.used):
        out.add(re.sub(r"\.\d+", ".N", name), "is no parameter of this operation")
    required(shape, value, out)


def required(shape, value, out):
    if shape is None:
        return
    report = ParamValidator().validate(stripped(value), shape)
    if report.has_errors():
        for line in report.generate_report().splitlines():
            out.add(".", line.strip())


def stripped(value):
    """Without what could not be read: that was said already."""
    if isinstance(value, dict):
        return {k: stripped(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [stripped(v) for v in value if v is not None]
    return value


def judge_json(shape, value, path, out, answer=False):
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        for name in value:
            if name not in shape.members:
                out.add(f"{path}.{name}", "is no member of " + shape.name)
        for name in shape.required_members if answer else ():
            if name not in value:
                out.add(f"{path}.{name}", f"is required of {shape.name} and is not there")
        for name, inner in shape.members.items():
            if name in value:
                judge_json(inner, value[name], f"{path}.{name}", out, answer)
    elif kind == "list" and isinstance(value, list):
        for number, item in enumerate(value):
            judge_json(shape.member, item, f"{path}[{number}]", out, answer)
    elif kind == "map" and isinstance(value, dict):
        for key, item in value.items():
            judge_json(shape.value, item, f"{path}.{key}", out, answer)
    else:
        kinds = {"structure": dict, "list": list, "map": dict, "string": str, "boolean": bool, "integer": int, "long": int}
        if kind in kinds and not isinstance(value, kinds[kind]):
            out.add(path, f"{value!r} is no {kind}")
        constraints(shape, value, path, out)


def local(element):
    return element.tag.split("}")[-1]


def judge_xml(shape, element, path, out, attributes=()):
    """An answer, element by element; what the model does not know is invented."""
    kind = shape.type_name
    if kind == "structure":
        members = {inner.serialization.get("name", member): (member, inner) for member, inner in shape.members.items()}
        seen = set()
        for child in element:
            if local(child) not in members:
                if local(child) not in attributes:
                    out.add(f"{path}.{local(child)}", "is no member of " + shape.name)
                continue
            member, inner = members[local(child)]
            flattened = inner.type_name == "list" and inner.serialization.get("flattened")
            if member in seen and not flattened:
                out.add(f"{path}.{member}", "is there twice")
            seen.add(member)
            if flattened:
                judge_xml(inner.member, child, f"{path}.{member}[]", out)
            else:
                judge_xml(inner, child, f"{path}.{member}", out)
        for name in shape.required_members:
            if name not in seen:
                out.add(f"{path}.{name}", f"is required of {shape.name} and is not there")
    elif kind == "list":
        expected = shape.member.serialization.get("name", "member")
        for number, child in enumerate(element):
            if local(child) != expected:
                out.add(f"{path}[{number}]", f"<{local(child)}> where <{expected}> is the list's element")
            judge_xml(shape.member, child, f"{path}[{number}]", out)
    elif kind == "map":
        return
    elif kind == "timestamp":
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]00:00)", element.text or ""):
            out.add(path, f"{element.text!r} is no timestamp")
    else:
        if len(element):
            out.add(path, f"has elements in it, and is a {kind}")
        scalar(shape, element.text or "", path, out)


def judge_answer(model, operation, exchange, out):
    shape, body, status = operation.output_shape, exchange["answer"], exchange["status"]
    protocol = model.metadata["protocol"]
    if protocol == "json":
        value = json.loads(body or "{}")
        if status >= 400:
            if not isinstance(value.get("__type"), str):
                out.add("__type", "an error without its type")
            return
        if shape:
            judge_json(shape, value, "", out, answer=True)
        return
    root = xml.fromstring(body)
    if status >= 400:
        code = next((e.text for e in root.iter() if local(e) == "Code"), None)
        expected = "Response" if protocol == "ec2" else "ErrorResponse"
        if local(root) != expected or not code:
            out.add(local(root), f"an error is a <{expected}> with a <Code>")
        return
    if local(root) != f"{operation.name}Response":
        out.add(local(root), f"the answer is a <{operation.name}Response>")
    if protocol == "ec2":
        if shape is None:
            extra = [local(e) for e in root if local(e) not in ("requestId", "return")]
            if extra:
                out.add(extra[0], "the operation has no output")
            return
        judge_xml(shape, root, "", out, attributes=("requestId", "return"))
    elif shape is not None:
        result = next((e for e in root if local(e) == f"{operation.name}Result"), None)
        if result is None:
            if shape.required_members:
                out.add(".", f"there is no <{operation.name}Result>")
        else:
            judge_xml(shape, result, "", out)


def judge(exchange, tally):
    service, name = exchange["service"], exchange["action"]
    model = model_of(service)
    out = Violations()
    if name not in model.operation_names:
        out.add(name, "is no operation of this service")
        note(tally, service, name, "request", out)
        return
    operation = model.operation_model(name)
    protocol = model.metadata["protocol"]
    # Tests ask wrongly on purpose: what was refused for its form is nothing that anybody relies on.
    if exchange["status"] < 400 or not WRONG_FORM.search(exchange["answer"]):
        if protocol == "json":
            value = json.loads(exchange["request"] or "{}")
            judge_json(operation.input_shape, value, "", out) if operation.input_shape else None
            required(operation.input_shape, value, out)
        else:
            judge_query(operation, exchange["request"], protocol == "ec2", out)
        note(tally, service, name, "request", out)
    out = Violations()
    try:
        judge_answer(model, operation, exchange, out)
    except (xml.ParseError, json.JSONDecodeError) as error:
        out.add(".", f"cannot be read: {error}")
    note(tally, service, name, "answer", out)


def note(tally, service, name, side, out):
    for path, what in out.found:
        if (service, path) in KNOWN:
            continue
        tally[(service, name, side, path, what)] += 1


def main():
    tally, exchanges, operations = collections.Counter(), 0, set()
    for line in sys.stdin:
        exchange = json.loads(line)
        exchanges += 1
        operations.add((exchange["service"], exchange["action"]))
        judge(exchange, tally)
    for (service, name, side, path, what), count in sorted(tally.items()):
        print(json.dumps({"service": service, "operation": name, "side": side, "path": path, "what": what, "count": count}))
    print(json.dumps({"exchanges": exchanges, "operations": len(operations), "violations": len(tally)}))
    sys.exit(1 if tally else 0)


main()
