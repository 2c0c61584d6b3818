# METADATA
# description: A rule must not use negation, which is true of a fact that was never observed
# schemas:
#   - input: schema.regal.ast
package custom.regal.rules.bugs["negation-in-rule"]

import data.regal.ast
import data.regal.result

report contains violation if {
	input["package"].path[1].value == "rules"
	some rule_index
	expression := ast.found.expressions[rule_index][_]
	expression.negated
	violation := result.fail(rego.metadata.chain(), result.location(expression))
}
