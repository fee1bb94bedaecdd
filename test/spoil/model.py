#!/usr/bin/env python3
"""What AWS's own models, as botocore ships them, say of the answers that are spoilt.

Arguments: operations, as in `ec2:DescribeVpcs`. Standard output: JSON, by operation:
  enums  members of its answer that are enumerations, by the paths of test/spoil/answer.ts, with their values
  pages  where its model has a token: {list, answered, asked}, the path of its list, of the token, and the parameter's name
Exit code: 3 where botocore is not installed.
"""
import json
import sys

try:
    import botocore.session
except ImportError:
    print("botocore is not installed", file=sys.stderr)
    sys.exit(3)

NAMES = {"servicequotas": "service-quotas"}
TOKENS = ("NextToken", "nextToken", "Marker")
session = botocore.session.get_session()


def named(name, shape, protocol):
    return name if protocol == "json" else shape.serialization.get("name", name)


def enums(shape, path, protocol, found, within=()):
    if shape.name in within:
        return
    inside = (*within, shape.name)
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            enums(member, [*path, named(name, member, protocol)], protocol, found, inside)
    elif shape.type_name == "list":
        element = {"json": "item", "ec2": "item", "query": "member"}[protocol]
        flat = shape.serialization.get("flattened")
        enums(shape.member, path if flat else [*path, shape.member.serialization.get("name", element)], protocol, found, inside)
    elif shape.type_name == "string" and shape.metadata.get("enum"):
        found["/".join(path)] = list(shape.metadata["enum"])


def pages(operation, protocol, root):
    asked, answered = operation.input_shape, operation.output_shape
    given = next((name for name in TOKENS if asked and name in asked.members), None)
    told = next((name for name in (*TOKENS, "Marker") if answered and name in answered.members), None)
    if given is None or told is None:
        return None
    lists = [(name, member) for name, member in answered.members.items() if member.type_name == "list"]
    if not lists:
        return None
    name, member = lists[0]
    place = lambda one, shape: "/".join([*root, named(one, shape, protocol)])
    return {"list": place(name, member), "answered": place(told, answered.members[told]), "asked": given}


said = {}
for asked in sys.argv[1:]:
    service, name = asked.split(":")
    model = session.get_service_model(NAMES.get(service, service))
    if name not in model.operation_names:
        continue
    operation = model.operation_model(name)
    protocol = model.metadata["protocol"]
    found, root = {}, [f"{name}Result"] if protocol == "query" else []
    if operation.output_shape:
        enums(operation.output_shape, root, protocol, found)
    said[asked] = {"enums": found, "pages": pages(operation, protocol, root)}
print(json.dumps(said))
