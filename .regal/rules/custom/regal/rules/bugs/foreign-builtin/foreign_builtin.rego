# METADATA
# description: A rule must not use functions that WASM lacks, such as time and sprintf, since it would break only in production
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
