# METADATA
# description: A rule's METADATA must state what it requires, why, how to fix a failure, and its messages; reports rely on it
# schemas:
#   - input: schema.regal.ast
package custom.regal.rules.bugs["metadata-incomplete"]

import data.regal.result

report contains violation if {
	input["package"].path[1].value == "rules"
	not endswith(input.regal.file.name, "_test.rego")
	count(_missing) > 0
	violation := result.fail(rego.metadata.chain(), result.location(input["package"]))
}

_missing contains key if {
	some key in {"title", "description", "schemas", "custom"}
	not _metadata[key]
}

_missing contains key if {
	some key in {"severity", "rationale", "remediation", "references", "messages"}
	not _metadata.custom[key]
}

default _metadata := {}

_metadata := annotations if {
	some annotations in input["package"].annotations
	annotations.scope == "package"
}
