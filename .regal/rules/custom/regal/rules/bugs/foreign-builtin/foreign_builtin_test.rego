package custom.regal.rules.bugs["foreign-builtin_test"]

import data.custom.regal.rules.bugs["foreign-builtin"] as rule

test_fail_clock_and_format if {
	module := regal.parse_module("ripe.rego", `package rules.key.ripe

compliant if time.now_ns() > 0

actual := sprintf("%d", [1])`)
	report := rule.report with input as module
	{violation.location.row | some violation in report} == {3, 5}
}

test_success_elsewhere if {
	module := regal.parse_module("sample_test.rego", `package lib.sample_test

now := time.now_ns()`)
	rule.report == set() with input as module
}

test_success_plain if {
	module := regal.parse_module("ripe.rego", `package rules.key.ripe

compliant if count(input.pips.value) > 0`)
	rule.report == set() with input as module
}
