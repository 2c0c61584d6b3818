"""Writes the table of one vendor's command line: one command a line, so that a new version reads as a diff."""

import json
import pathlib

FOLDER = pathlib.Path(__file__).parents[2] / "test/contract/vendors"


def write(vendor, source, common, commands):
    """commands: from "kms create-key" to {"flags": {"--key-id": {...}}, "args": [...]}; what is not said is left out."""
    line = lambda value: json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    rows = ",\n".join(f"{line(name)}:{line(commands[name])}" for name in sorted(commands))
    text = f'{{"source":{line(source)},\n"flags":{line(common)},\n"commands":{{\n{rows}\n}}}}\n'
    file = FOLDER / f"{vendor}.json"
    file.write_text(text)
    print(f"{file.name}: {len(commands)} commands, {len(text)} bytes")
