"""The gcloud commands that remedies may use, from the SDK's own loader. Run with any Python 3; GCLOUD_ROOT is its folder."""

import os
import sys

ROOT = os.environ.get("GCLOUD_ROOT", "/usr/lib/google-cloud-sdk")
HERE = sys.path[0]
sys.path[:0] = [f"{ROOT}/lib", f"{ROOT}/lib/third_party", HERE]

from googlecloudsdk import gcloud_main  # noqa: E402
from googlecloudsdk.calliope import arg_parsers, cli_tree  # noqa: E402
from googlecloudsdk.core import config  # noqa: E402

from table import write  # noqa: E402

GROUPS = [
    "kms", "iam roles", "iam service-accounts", "iam list-grantable-roles", "iam list-testable-permissions", "iam policies",
    "projects", "resource-manager folders", "organizations", "access-context-manager perimeters",
    "access-context-manager policies", "logging sinks", "logging read", "services enable", "services list", "services disable",
    "asset search-all-iam-policies", "asset analyze-iam-policy", "auth list", "auth login", "config", "policy-troubleshoot iam",
    "identity groups",
]
# may stay away where the whole name stands for the resource
PARENTS = {"--keyring", "--location", "--key"}


def flag(argument, said):
    settings = dict(said)
    if argument.is_required:
        settings["required"] = True
    if argument.type == "bool":
        settings["type"] = "bool"
    elif argument.type == "int":
        settings["type"] = "int"
    if argument.choices:
        settings["choices"] = sorted(str(choice) for choice in argument.choices)
    return settings


def walk(constraint):
    for argument in constraint.arguments:
        if argument.is_group:
            yield from walk(argument)
        elif not argument.is_hidden or argument.is_positional:
            yield argument


def one_of(constraint):
    """Groups of flags of which one is required: their names."""
    groups = []
    for argument in constraint.arguments:
        if not argument.is_group:
            continue
        inside = list(walk(argument))
        if argument.is_required and inside and all(not one.is_positional and not one.is_required for one in inside):
            groups.append(sorted(one.name for one in inside))
        elif not argument.is_mutex:
            groups += one_of(argument)
    return groups


def command(loaded, kms):
    flags, args, common = {}, [], {}
    tree = cli_tree.Command(loaded, None)
    for argument in walk(tree.constraints):
        if argument.is_positional:
            many = argument.nargs in ("+", "*", "...")
            args.append({"name": argument.name, **({"many": True} if many else {}), **({"required": True} if argument.is_required else {})})
            continue
        said = flag(argument, {"unless": "name"} if kms and argument.name in PARENTS else {})
        into = common if argument.is_global else flags
        into[argument.name] = said
        for other in argument.alternative_names:
            if not other.startswith("--no-"):
                into[other] = {"is": argument.name}
        if argument.type == "bool":
            into[f"--no-{argument.name[2:]}"] = {"type": "bool"}
    groups = one_of(tree.constraints)
    return {"flags": flags, **({"args": args} if args else {}), **({"oneOf": groups} if groups else {})}, common


def commands_of(element, path):
    if not element.is_group:
        return [(path, element)]
    element.LoadAllSubElements(recursive=True)
    inside = {**element.groups, **element.commands}
    return [one for name in sorted(inside) for one in commands_of(inside[name], [*path, name])]


top = gcloud_main.CreateCLI([])._TopElement()
table, common = {}, {}
for group in GROUPS:
    element = top
    for name in group.split(" "):
        element = element.LoadSubElement(name.replace("-", "_")) or element.LoadSubElement(name)
    for path, loaded in commands_of(element, group.split(" ")):
        if loaded.IsHidden():
            continue
        table[" ".join(path).replace("_", "-")], ancestors = command(loaded, group == "kms")
        common.update(ancestors)
write("gcloud", {"name": "Google Cloud SDK", "version": config.CLOUD_SDK_VERSION, "how": "python3 scripts/vendor-tables/from-gcloud.py"}, common, table)
