package custom.regal.rules.bugs["metadata-incomplete_test"]

import data.custom.regal.rules.bugs["metadata-incomplete"] as rule

_complete := `# METADATA
# title: The key is ripe
# description: It is ripe.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: low
#   rationale: It tastes better.
#   remediation: {}
#   references: []
#   messages: {}
package rules.key.ripe

compliant if input.ripe.value == true`

test_fail_without_rationale if {
	module := regal.parse_module("ripe.rego", replace(_complete, "#   rationale: It tastes better.\n", ""))
	count(rule.report) == 1 with input as module
}

test_fail_without_metadata if {
	module := regal.parse_module("ripe.rego", `package rules.key.ripe

compliant if input.ripe.value == true`)
	count(rule.report) == 1 with input as module
}

test_success_complete if {
	module := regal.parse_module("ripe.rego", _complete)
	rule.report == set() with input as module
}

test_success_tests_need_none if {
	module := regal.parse_module("ripe_test.rego", `package rules.key.ripe_test

test_ripe if true`)
	rule.report == set() with input as module
}
