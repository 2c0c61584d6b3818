# METADATA
# description: A rule has no clock and formats no text; what WASM lacks would break it in production alone
# schemas:
#   - input: schema.regal.ast
package custom.regal.rules.bugs["foreign-builtin"]

import data.regal.ast
import data.regal.result

report contains violation if {
	input["package"].path[1].value == "rules"
	some rule_index
	call := ast.function_calls[rule_index][_]
	_foreign(call.name)
	violation := result.fail(rego.metadata.chain(), result.location(call))
}

_foreign("sprintf")

_foreign(name) if startswith(name, "time.")
