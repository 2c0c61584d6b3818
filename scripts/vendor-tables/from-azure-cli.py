"""The Azure CLI commands that remedies may use, from its own loader. Run with the Python of a venv that has azure-cli."""

import argparse

from azure.cli.core import __version__, get_default_cli
from azure.cli.core.commands import register_cache_arguments
from azure.cli.core.commands.arm import register_global_subscription_argument, register_ids_argument
from azure.cli.core.commands.events import EVENT_INVOKER_POST_LOAD_ARGUMENTS, EVENT_INVOKER_PRE_LOAD_ARGUMENTS
from knack.events import EVENT_INVOKER_POST_CMD_TBL_CREATE, EVENT_INVOKER_PRE_CMD_TBL_CREATE

from table import write

GROUPS = [
    "keyvault", "role", "ad", "account", "lock", "resource", "group", "rest", "login", "identity", "tag",
    "monitor diagnostic-settings", "monitor activity-log", "monitor log-analytics", "policy", "stack",
    "network private-endpoint", "network private-endpoint-connection", "network private-dns",
    "network vnet show", "network vnet list", "network vnet subnet",
]
COMMON = {
    "--debug": {"type": "bool"}, "--help": {"type": "bool"}, "--only-show-errors": {"type": "bool"},
    "--output": {"choices": ["json", "jsonc", "yaml", "yamlc", "table", "tsv", "none"]}, "-o": {"is": "--output"},
    "--query": {}, "--verbose": {"type": "bool"},
}


def flag(settings):
    said = {"required": True} if settings.get("required") else {}
    action, nargs, choices = settings.get("action"), settings.get("nargs"), settings.get("choices")
    if action in ("store_true", "store_false", "store_const"):
        return {**said, "type": "bool"}
    if nargs in ("+", "*"):
        said["many"] = True
    if nargs == "?":
        said["optional"] = True
    if choices:
        said["choices"] = [str(getattr(choice, "value", choice)) for choice in choices]
    if settings.get("type") is int:
        said["type"] = "int"
    return said


def command(loaded):
    flags, args = {}, []
    for name, argument in loaded.arguments.items():
        settings = argument.type.settings
        options = [str(getattr(option, "target", option)) for option in settings.get("options_list") or []]
        if settings.get("action") == argparse.SUPPRESS or "IgnoreAction" in str(settings.get("action")) or not options and name == "cmd":
            continue
        dashed = sorted((option for option in options if option.startswith("-")), key=len, reverse=True)
        if not dashed:
            args.append({"name": name, **flag(settings)})
            continue
        flags[dashed[0]] = flag(settings)
        flags.update({option: {"is": dashed[0]} for option in dashed[1:]})
    # a validator asks for one of them, which the loader cannot say
    one_of = [[name for name in ("--id", "--vault-name", "--hsm-name") if name in flags]] if {"--id", "--vault-name"} <= set(flags) else []
    return {"flags": flags, **({"args": args} if args else {}), **({"oneOf": one_of} if one_of else {})}


cli = get_default_cli()
for register in (register_global_subscription_argument, register_ids_argument, register_cache_arguments):
    register(cli)
cli.invocation = cli.invocation_cls(
    cli_ctx=cli, commands_loader_cls=cli.commands_loader_cls, parser_cls=cli.parser_cls, help_cls=cli.help_cls
)
loader = cli.invocation.commands_loader
loader.skip_applicability = True
cli.raise_event(EVENT_INVOKER_PRE_CMD_TBL_CREATE, args=[])
loader.load_command_table(None)
loader.command_name = ""
is_wanted = lambda name: any(f"{name} ".startswith(f"{group} ") for group in GROUPS)
loader.cmd_to_loader_map = {name: loaders for name, loaders in loader.cmd_to_loader_map.items() if is_wanted(name)}
cli.raise_event(EVENT_INVOKER_PRE_LOAD_ARGUMENTS, commands_loader=loader)
loader.load_arguments()
loader.command_table = {name: loaded for name, loaded in loader.command_table.items() if is_wanted(name)}
cli.raise_event(EVENT_INVOKER_POST_LOAD_ARGUMENTS, commands_loader=loader)
cli.raise_event(EVENT_INVOKER_POST_CMD_TBL_CREATE, commands_loader=loader)
how = "python3 -m venv VENV && VENV/bin/pip install --prefer-binary azure-cli && VENV/bin/python scripts/vendor-tables/from-azure-cli.py"
write("azure", {"name": "azure-cli", "version": __version__, "how": how}, COMMON, {name: command(loaded) for name, loaded in loader.command_table.items()})
