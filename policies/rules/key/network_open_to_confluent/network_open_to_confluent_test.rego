package rules.key.network_open_to_confluent_test

import data.lib.sample_test as sample
import data.rules.key.network_open_to_confluent

_common := {
	"in_use": sample.known(true),
	"present": sample.known(true),
	"provider": sample.known("azure"),
}

_open := object.union(_common, {
	"clusters": sample.known(["lkc-apple"]),
	"public_network": sample.known("Enabled"),
	"network_default": sample.known("Allow"),
})

_closed := object.union(sample.but(_open, {"network_default": sample.known("Deny")}), {
	"all_users_seen": sample.known(true),
	"cluster_kinds": sample.known(["Dedicated"]),
	"all_kinds_known": sample.known(true),
	"network_bypass": sample.known("AzureServices"),
})

_enterprise := sample.known(["Enterprise"])

_both := sample.known(["Dedicated", "Enterprise"])

_deny := sample.known("Deny")

_none := sample.known("None")

_key(facts) := sample.key(sample.but({"provider": sample.known("azure")}, facts))

_closed_key(facts) := _key(sample.but({"vault/network_default": _deny}, facts))

test_passes_if_open_for_dedicated if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "pass",
		"notes": ["benchmark"],
		"evidence": _open,
	} with input as _key({})
}

test_passes_if_open_for_enterprise if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "pass",
		"notes": ["benchmark"],
		"evidence": _open,
	} with input as _key({"cluster_kinds": _enterprise})
}

test_passes_if_open_whatever_else if {
	every kinds in [sample.known(["Orchard"]), sample.missing] {
		sample.outcome("key", "network_open_to_confluent") == {
			"status": "pass",
			"notes": ["benchmark"],
			"evidence": _open,
		} with input as _key({
			"cluster_kinds": kinds,
			"all_users_seen": sample.missing,
			"vault/network_bypass": sample.missing,
		})
	}
}

test_passes_if_open_without_the_bypass if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "pass",
		"notes": ["benchmark"],
		"evidence": _open,
	} with input as _key({"vault/network_bypass": _none})
}

test_passes_for_dedicated_by_the_bypass if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "pass",
		"message": "trusted",
		"evidence": _closed,
	} with input as _closed_key({})
}

test_passes_for_dedicated_by_the_bypass_without_public_access if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "pass",
		"message": "trusted",
		"evidence": sample.but(_closed, {
			"public_network": sample.known("Disabled"),
			"network_default": sample.known("Allow"),
		}),
	} with input as _key({"vault/public_network": sample.known("Disabled")})
}

test_fails_for_enterprise_behind_a_firewall if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "fail",
		"expected": "open to all networks",
		"actual": "open to chosen networks only",
		"message": "enterprise",
		"remedy": "enterprise",
		"notes": ["benchmark"],
		"evidence": sample.but(_closed, {"cluster_kinds": _enterprise}),
	} with input as _closed_key({"cluster_kinds": _enterprise})
}

test_fails_for_enterprise_without_public_access if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "fail",
		"expected": "open to all networks",
		"actual": "open to chosen networks only",
		"message": "enterprise",
		"remedy": "enterprise",
		"notes": ["benchmark"],
		"evidence": sample.but(_closed, {
			"cluster_kinds": _both,
			"public_network": sample.known("Disabled"),
			"network_default": sample.known("Allow"),
		}),
	} with input as _key({"cluster_kinds": _both, "vault/public_network": sample.known("Disabled")})
}

test_fails_for_enterprise_before_dedicated if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "fail",
		"expected": "open to all networks",
		"actual": "open to chosen networks only",
		"message": "enterprise",
		"remedy": "enterprise",
		"notes": ["benchmark"],
		"evidence": sample.but(_closed, {"cluster_kinds": _both, "network_bypass": _none}),
	} with input as _closed_key({"cluster_kinds": _both, "vault/network_bypass": _none})
}

test_fails_for_enterprise_whatever_else_was_not_read if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "fail",
		"expected": "open to all networks",
		"actual": "open to chosen networks only",
		"message": "enterprise",
		"remedy": "enterprise",
		"notes": ["benchmark"],
		"evidence": sample.but(_closed, {
			"all_users_seen": sample.missing,
			"cluster_kinds": _enterprise,
			"network_bypass": sample.missing,
			"public_network": sample.missing,
		}),
	} with input as _closed_key({
		"all_users_seen": sample.missing,
		"cluster_kinds": _enterprise,
		"vault/network_bypass": sample.missing,
		"vault/public_network": sample.missing,
	})
}

test_fails_for_dedicated_without_the_bypass if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "fail",
		"expected": "open to trusted Microsoft services",
		"actual": "closed to trusted Microsoft services",
		"evidence": sample.but(_closed, {"network_bypass": _none}),
	} with input as _closed_key({"vault/network_bypass": _none})
}

test_fails_for_dedicated_whatever_else_was_not_read if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "fail",
		"expected": "open to trusted Microsoft services",
		"actual": "closed to trusted Microsoft services",
		"evidence": sample.but(_closed, {
			"all_users_seen": sample.missing,
			"network_bypass": _none,
			"public_network": sample.known("Disabled"),
			"network_default": sample.missing,
		}),
	} with input as _key({
		"all_users_seen": sample.missing,
		"vault/network_bypass": _none,
		"vault/public_network": sample.known("Disabled"),
		"vault/network_default": sample.missing,
	})
}

_new_kind := {"cluster_kinds": {
	"cause": "unrecognized",
	"detail": "what a cluster of the kind Orchard needs of a vault's network is not known to this version",
}}

test_fails_for_dedicated_beside_an_new_kind if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "fail",
		"expected": "open to trusted Microsoft services",
		"actual": "closed to trusted Microsoft services",
		"evidence": sample.but(_closed, {
			"cluster_kinds": sample.known(["Dedicated", "Orchard"]),
			"network_bypass": _none,
		}),
	} with input as _closed_key({
		"cluster_kinds": sample.known(["Dedicated", "Orchard"]),
		"vault/network_bypass": _none,
	})
}

test_unknown_for_a_new_kind if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"undecided": _new_kind,
		"evidence": sample.but(_closed, {"cluster_kinds": sample.known(["Orchard"]), "network_bypass": _none}),
	} with input as _closed_key({"cluster_kinds": sample.known(["Orchard"]), "vault/network_bypass": _none})
}

test_unknown_for_new_kinds_beside_dedicated if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"undecided": {"cluster_kinds": {
			"cause": "unrecognized",
			"detail": "what a cluster of the kind <b> or Orchard needs of a vault's network is not known to this version",
		}},
		"evidence": sample.but(_closed, {"cluster_kinds": sample.known(["Dedicated", "Orchard", "<b>"])}),
	} with input as _closed_key({"cluster_kinds": sample.known(["Dedicated", "Orchard", "<b>"])})
}

test_leaves_nothing_undecided_without_the_provider if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"evidence": {"in_use": sample.known(true), "present": sample.known(true), "provider": sample.missing},
	} with input as _closed_key({"cluster_kinds": sample.known(["Orchard"]), "provider": sample.missing})
}

test_unknown_while_a_cluster_may_be_hidden if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"evidence": sample.but(_closed, {"all_users_seen": sample.missing}),
	} with input as _closed_key({"all_users_seen": sample.missing})
}

test_unknown_without_the_kinds if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"evidence": sample.but(_closed, {"cluster_kinds": sample.missing, "network_bypass": _none}),
	} with input as _closed_key({"cluster_kinds": sample.missing, "vault/network_bypass": _none})
}

test_unknown_with_a_cluster_of_a_kind_that_was_not_read if {
	every kinds in [sample.known(["Dedicated"]), sample.known([])] {
		sample.outcome("key", "network_open_to_confluent") == {
			"status": "unknown",
			"evidence": sample.but(_closed, {"cluster_kinds": kinds, "all_kinds_known": sample.missing}),
		} with input as _closed_key({"cluster_kinds": kinds, "all_kinds_known": sample.missing})
	}
}

test_fails_for_enterprise_beside_a_kind_that_was_not_read if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "fail",
		"expected": "open to all networks",
		"actual": "open to chosen networks only",
		"message": "enterprise",
		"remedy": "enterprise",
		"notes": ["benchmark"],
		"evidence": sample.but(_closed, {"cluster_kinds": _enterprise, "all_kinds_known": sample.missing}),
	} with input as _closed_key({"cluster_kinds": _enterprise, "all_kinds_known": sample.missing})
}

test_unknown_without_the_bypass if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"evidence": sample.but(_closed, {"network_bypass": sample.missing}),
	} with input as _closed_key({"vault/network_bypass": sample.missing})
}

test_unknown_without_the_public_access if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"notes": ["benchmark"],
		"evidence": sample.but(_open, {"public_network": sample.missing}),
	} with input as _key({"cluster_kinds": _enterprise, "vault/public_network": sample.missing})
}

test_unknown_without_the_default if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"evidence": sample.but(_open, {"network_default": sample.missing}),
	} with input as _key({"vault/network_default": sample.missing})
}

test_unknown_without_the_clusters if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"evidence": sample.but(_closed, {"clusters": sample.missing, "cluster_kinds": _enterprise}),
	} with input as _closed_key({"clusters": sample.missing, "cluster_kinds": _enterprise})
}

test_unknown_without_the_clusters_of_an_open_vault if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"evidence": sample.but(_open, {"clusters": sample.missing}),
	} with input as _key({"clusters": sample.missing})
}

test_unknown_if_a_cluster_may_use_it if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"evidence": sample.but(object.union(_open, {"all_users_seen": sample.missing}), {"clusters": sample.known([])}),
	} with input as _key({
		"clusters": sample.known([]),
		"cluster_kinds": sample.known([]),
		"all_users_seen": sample.missing,
	})
}

test_unknown_if_no_cluster_was_seen_of_those_that_need_more if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"evidence": sample.but(_closed, {
			"clusters": sample.known([]),
			"cluster_kinds": _both,
			"network_bypass": _none,
			"all_users_seen": sample.missing,
		}),
	} with input as _closed_key({
		"clusters": sample.known([]),
		"cluster_kinds": _both,
		"vault/network_bypass": _none,
		"all_users_seen": sample.missing,
	})
}

test_unknown_without_the_provider if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"evidence": sample.but(_common, {"provider": sample.missing}),
	} with input as _closed_key({
		"provider": sample.missing,
		"clusters": sample.known(["lkc-apple"]),
		"cluster_kinds": _both,
		"vault/network_bypass": _none,
	})
}

test_unknown_without_the_provider_or_a_cluster if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"evidence": sample.but(_common, {"provider": sample.missing}),
	} with input as _key({"provider": sample.missing, "clusters": sample.known([])})
}

test_unknown_if_it_may_be_idle if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"evidence": sample.but(_closed, {
			"in_use": sample.missing,
			"cluster_kinds": _both,
			"network_bypass": _none,
		}),
	} with input as _closed_key({
		"in_use": sample.missing,
		"cluster_kinds": _both,
		"vault/network_bypass": _none,
	})
}

test_unknown_if_it_may_be_absent if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "unknown",
		"evidence": sample.but(_closed, {"present": sample.missing, "network_bypass": _none}),
	} with input as _closed_key({"kms/present": sample.missing, "vault/network_bypass": _none})
}

test_not_applicable_elsewhere if {
	every provider in ["aws", "gcp"] {
		sample.outcome("key", "network_open_to_confluent") == {
			"status": "not_applicable",
			"reason": "only Azure vaults have a firewall of their own",
			"evidence": sample.but(_common, {"provider": sample.known(provider)}),
		} with input as _closed_key({"provider": sample.known(provider), "cluster_kinds": _both})
	}
}

test_not_applicable_without_a_cluster if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "not_applicable",
		"reason": "no cluster uses the key",
		"evidence": sample.but(object.union(_open, {"all_users_seen": sample.known(true)}), {"clusters": sample.known([])}),
	} with input as _key({"clusters": sample.known([]), "cluster_kinds": sample.known([])})
}

test_not_applicable_if_idle if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"evidence": sample.but(_open, {"in_use": sample.known(false)}),
	} with input as _key({"in_use": sample.known(false)})
}

test_not_applicable_if_absent if {
	sample.outcome("key", "network_open_to_confluent") == {
		"status": "not_applicable",
		"reason": "the KMS has no such key",
		"evidence": sample.but(_open, {
			"present": sample.known(false),
			"public_network": sample.missing,
			"network_default": sample.missing,
		}),
	} with input as _key({
		"kms/present": sample.known(false),
		"vault/public_network": sample.missing,
		"vault/network_default": sample.missing,
	})
}

# `violated` is checked first and would hide a wrong `compliant` elsewhere; only these tests see it.
test_no_failure_is_compliant if {
	every facts in [
		{"cluster_kinds": _both},
		{"cluster_kinds": sample.known([])},
		{"vault/network_bypass": _none},
		{"vault/network_bypass": sample.known("Orchard")},
		{"all_users_seen": sample.known(false)},
		{"all_kinds_known": sample.missing},
		{"vault/public_network": sample.known("Disabled"), "cluster_kinds": _both},
	] {
		not network_open_to_confluent.compliant with input as _closed_key(facts)
	}
	not network_open_to_confluent.compliant with input as _key({
		"vault/public_network": sample.known("Disabled"),
		"cluster_kinds": _enterprise,
	})
}
