"""The AWS commands that remedies may use, from botocore's models. Run with a Python that has botocore."""

import botocore
import botocore.session
from botocore import xform_name

from table import write

SERVICES = ["kms", "iam", "sts", "cloudtrail", "organizations", "accessanalyzer", "ram", "configservice"]
# the AWS CLI's own options, which no model holds
COMMON = {
    "--ca-bundle": {}, "--cli-connect-timeout": {"type": "int"}, "--cli-read-timeout": {"type": "int"},
    "--color": {"choices": ["on", "off", "auto"]}, "--debug": {"type": "bool"}, "--endpoint-url": {},
    "--no-cli-pager": {"type": "bool"}, "--no-paginate": {"type": "bool"}, "--no-sign-request": {"type": "bool"},
    "--no-verify-ssl": {"type": "bool"}, "--output": {"choices": ["json", "text", "table", "yaml", "yaml-stream"]},
    "--profile": {}, "--query": {}, "--region": {}, "--version": {"type": "bool"},
    "--cli-input-json": {}, "--cli-input-yaml": {}, "--generate-cli-skeleton": {},
}
PAGES = {"--starting-token": {}, "--page-size": {"type": "int"}, "--max-items": {"type": "int"}}
SCALAR = {"integer": "int", "long": "int", "blob": "blob"}


def flag(shape, required):
    said = {"required": True} if required else {}
    one = shape
    if shape.type_name == "list":
        said["many"] = True
        one = shape.member
    if one.type_name in ("structure", "map", "list"):
        return {**said, "type": "json"}
    if getattr(one, "enum", None):
        said["choices"] = list(one.enum)
    if one.type_name in SCALAR:
        said["type"] = SCALAR[one.type_name]
    if one.type_name in ("integer", "long"):
        said.update({key: one.metadata[key] for key in ("min", "max") if key in one.metadata})
    return said


def flags_of(operation, session, service):
    flags = {}
    shape = operation.input_shape
    for name, member in shape.members.items() if shape else []:
        required = name in shape.required_members
        dashed = "--" + xform_name(name, "-")
        if member.type_name == "boolean":
            flags[dashed] = {"type": "bool", **({"required": True, "or": f"--no-{dashed[2:]}"} if required else {})}
            flags[f"--no-{dashed[2:]}"] = {"type": "bool"}
        else:
            flags[dashed] = flag(member, required)
    return flags


session = botocore.session.get_session()
commands = {}
for service in SERVICES:
    model = session.get_service_model("config" if service == "configservice" else service)
    pages = session.get_component("data_loader").load_service_model("config" if service == "configservice" else service, "paginators-1")["pagination"]
    for name in model.operation_names:
        flags = flags_of(model.operation_model(name), session, service)
        commands[f"{service} {xform_name(name, '-')}"] = {"flags": {**flags, **(PAGES if name in pages else {})}}
write("aws", {"name": "botocore", "version": botocore.__version__, "how": "python3 scripts/vendor-tables/from-botocore.py"}, COMMON, commands)
