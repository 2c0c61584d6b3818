package custom.regal.rules.bugs["negation-in-rule_test"]

import data.custom.regal.rules.bugs["negation-in-rule"] as rule

test_fail_negation_in_rule if {
	module := regal.parse_module("ripe.rego", `package rules.key.ripe

compliant if not input.unripe.value`)
	report := rule.report with input as module
	{violation.location.row | some violation in report} == {3}
}

test_success_negation_elsewhere if {
	module := regal.parse_module("main.rego", `package main

key if not input.unripe.value`)
	rule.report == set() with input as module
}
