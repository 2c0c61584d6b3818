package rules.key.access_granted_test

import data.lib.sample_test as sample
import data.main
import data.rules.key.access_granted

_evidence := {
	"in_use": sample.known(true),
	"registration_in_use": sample.known(true),
	"present": sample.known(true),
	"principals": sample.known(["arn:aws:iam::000000000001:role/gardener"]),
	"granted": sample.known(["arn:aws:iam::000000000001:role/gardener: all by statement 1"]),
	"lacking": sample.known([]),
	"decided": sample.known(true),
	"phase": sample.known("VALID"),
}

_lacking := sample.known(["arn:aws:iam::000000000001:role/gardener: kms:Decrypt"])

test_passes_with_all_that_is_needed if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase"],
		"evidence": _evidence,
	} with input as sample.key({})
}

test_passes_and_remarks if {
	every provider in ["aws", "azure", "gcp"] {
		sample.outcome("key", "access_granted") == {
			"status": "pass",
			"notes": ["phase", concat("_", ["remarks", provider])],
			"evidence": sample.but(_evidence, {"remarks": sample.known(["a gate creaks"])}),
		} with input as sample.key({
			"provider": sample.known(provider),
			"access/remarks": sample.known(["a gate creaks"]),
		})
	}
}

test_passes_without_the_remarks if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase"],
		"evidence": _evidence,
	} with input as sample.key({"access/remarks": sample.missing})
}

test_passes_without_the_phase if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"evidence": object.remove(_evidence, ["phase"]),
	} with input as sample.key({"validation/phase": sample.missing})
}

test_passes_while_confluent_initializes if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"phase": sample.known("INITIALIZING")}),
	} with input as sample.key({"validation/phase": sample.known("INITIALIZING")})
}

test_passes_and_names_what_was_not_read_on_aws if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase", "unread_aws"],
		"evidence": sample.but(_evidence, {"phase": sample.known("INVALID")}),
	} with input as sample.key({"validation/phase": sample.known("INVALID")})
}

test_passes_and_names_what_was_not_read_on_azure if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase", "unread_azure"],
		"evidence": sample.but(_evidence, {"phase": sample.known("INVALID")}),
	} with input as sample.key({"provider": sample.known("azure"), "validation/phase": sample.known("INVALID")})
}

test_passes_and_names_what_was_not_read_on_google if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase", "unread_gcp"],
		"evidence": sample.but(_evidence, {"phase": sample.known("INVALID")}),
	} with input as sample.key({"provider": sample.known("gcp"), "validation/phase": sample.known("INVALID")})
}

test_passes_and_names_nothing_without_the_provider if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"phase": sample.known("INVALID")}),
	} with input as sample.key({"provider": sample.missing, "validation/phase": sample.known("INVALID")})
}

# A plain cause explains the failure, so a fact that was not read adds nothing.
test_passes_and_names_nothing_for_a_key_that_is_not_usable if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"phase": sample.known("INVALID")}),
	} with input as sample.key({"kms/state": sample.known("disabled"), "validation/phase": sample.known("INVALID")})
}

test_names_nothing_for_a_key_that_does_not_matter if {
	every facts in [{"in_use": sample.known(false)}, {"kms/present": sample.known(false)}] {
		main.key.access_granted.notes == ["phase"] with input as sample.key(sample.but(
			facts,
			{"validation/phase": sample.known("INVALID")},
		))
	}
}

test_fails_if_a_permission_is_lacking if {
	sample.outcome("key", "access_granted") == {
		"status": "fail",
		"expected": "every permission that Confluent needs",
		"actual": ["arn:aws:iam::000000000001:role/gardener: kms:Decrypt"],
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"lacking": _lacking, "phase": sample.known("INVALID")}),
	} with input as sample.key({"access/lacking": _lacking, "validation/phase": sample.known("INVALID")})
}

test_fails_though_confluent_says_valid if {
	sample.outcome("key", "access_granted") == {
		"status": "fail",
		"expected": "every permission that Confluent needs",
		"actual": ["arn:aws:iam::000000000001:role/gardener: kms:Decrypt"],
		"notes": ["phase", "validated"],
		"evidence": sample.but(_evidence, {"lacking": _lacking}),
	} with input as sample.key({"access/lacking": _lacking})
}

test_fails_whatever_else_was_not_read if {
	sample.outcome("key", "access_granted") == {
		"status": "fail",
		"expected": "every permission that Confluent needs",
		"actual": ["arn:aws:iam::000000000001:role/gardener: kms:Decrypt"],
		"evidence": sample.but(object.remove(_evidence, ["phase"]), {
			"granted": sample.missing,
			"lacking": _lacking,
			"decided": sample.missing,
		}),
	} with input as sample.key({
		"access/granted": sample.missing,
		"access/lacking": _lacking,
		"access/decided": sample.missing,
		"access/remarks": sample.missing,
		"validation/phase": sample.missing,
	})
}

test_never_passes_without_a_principal if {
	main.key.access_granted.status == "fail" with input as sample.key({"principals": sample.known([])})
}

test_never_passes_on_nothing if {
	main.key.access_granted.status == "fail" with input as sample.key({"access/granted": sample.known([])})
}

test_unknown_without_the_principals if {
	sample.outcome("key", "access_granted") == {
		"status": "unknown",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"principals": sample.missing}),
	} with input as sample.key({"principals": sample.missing})
}

test_unknown_without_the_principals_if_something_is_lacking if {
	sample.outcome("key", "access_granted") == {
		"status": "unknown",
		"notes": ["phase", "validated"],
		"evidence": sample.but(_evidence, {"principals": sample.missing, "lacking": _lacking}),
	} with input as sample.key({"principals": sample.missing, "access/lacking": _lacking})
}

test_unknown_for_no_principals_if_something_is_lacking if {
	main.key.access_granted.status == "unknown" with input as sample.key({
		"principals": sample.known([]),
		"access/lacking": _lacking,
		"access/decided": sample.missing,
	})
}

test_unknown_without_the_grants if {
	sample.outcome("key", "access_granted") == {
		"status": "unknown",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"granted": sample.missing}),
	} with input as sample.key({"access/granted": sample.missing})
}

test_unknown_without_what_is_lacking if {
	sample.outcome("key", "access_granted") == {
		"status": "unknown",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"lacking": sample.missing, "phase": sample.known("INVALID")}),
	} with input as sample.key({"access/lacking": sample.missing, "validation/phase": sample.known("INVALID")})
}

test_unknown_while_undecided if {
	sample.outcome("key", "access_granted") == {
		"status": "unknown",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"decided": sample.missing, "phase": sample.known("INVALID")}),
	} with input as sample.key({"access/decided": sample.missing, "validation/phase": sample.known("INVALID")})
}

test_unknown_if_it_may_be_idle if {
	sample.outcome("key", "access_granted") == {
		"status": "unknown",
		"notes": ["phase", "validated"],
		"evidence": sample.but(_evidence, {"in_use": sample.missing, "lacking": _lacking}),
	} with input as sample.key({"in_use": sample.missing, "access/lacking": _lacking})
}

test_unknown_if_it_may_be_absent if {
	sample.outcome("key", "access_granted") == {
		"status": "unknown",
		"notes": ["phase", "validated"],
		"evidence": sample.but(_evidence, {"present": sample.missing, "lacking": _lacking}),
	} with input as sample.key({"kms/present": sample.missing, "access/lacking": _lacking})
}

test_not_applicable_if_idle if {
	sample.outcome("key", "access_granted") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"notes": ["phase", "validated"],
		"evidence": sample.but(_evidence, {"in_use": sample.known(false), "lacking": _lacking}),
	} with input as sample.key({"in_use": sample.known(false), "access/lacking": _lacking})
}

test_not_applicable_if_absent if {
	sample.outcome("key", "access_granted") == {
		"status": "not_applicable",
		"reason": "the KMS has no such key",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"present": sample.known(false), "lacking": sample.missing}),
	} with input as sample.key({"kms/present": sample.known(false), "access/lacking": sample.missing})
}

# `violated` is checked first and would hide a wrong `compliant` elsewhere; only these tests see it.
test_no_failure_is_compliant if {
	not access_granted.compliant with input as sample.key({"access/lacking": _lacking})
}

test_never_passes_on_a_denial if {
	main.key.access_granted.status == "fail" with input as sample.key({"access/decided": sample.known(false)})
}

test_says_so_if_no_cluster_is_on_the_key if {
	missing := sample.known([_lack("not_given", ["kms:Decrypt"])])
	lacking := {"access/lacking": sample.known(["kms:Decrypt"]), "access/missing": missing, "clusters": sample.known([])}
	main.key.access_granted.message == "without_clusters" with input as sample.key(lacking)
	"clusters" in main.key.access_granted.evidence with input as sample.key(lacking)
	object.get(main.key.access_granted, "message", "") == "" with input as sample.key({"clusters": sample.known([])})
	object.get(main.key.access_granted, "message", "") == "" with input as sample.key({
		"access/lacking": sample.known(["kms:Decrypt"]),
	})
}

test_not_applicable_while_no_cluster_uses_the_registration if {
	main.key.access_granted.reason == "no cluster uses this registration of the key" with input as sample.key({
		"access/lacking": sample.known(["kms:Decrypt"]),
		"registration_in_use": sample.known(false),
	})
}

test_unknown_if_no_cluster_may_use_the_registration if {
	main.key.access_granted.status == "unknown" with input as sample.key({
		"access/lacking": sample.known(["kms:Decrypt"]),
		"registration_in_use": sample.missing,
	})
}

# What mends a failure.
_role := "arn:aws:iam::000000000001:role/gardener"

_lack(because, permissions) := {
	"principal": _role,
	"object_id": null,
	"permissions": permissions,
	"because": because,
	"by": concat(" ", ["by", because]),
}

_facts(provider, missing) := {
	"provider": sample.known(provider),
	"access/lacking": _lacking,
	"access/missing": sample.known(missing),
}

_failing(provider, missing) := sample.key(_facts(provider, missing))

_computed := {
	"lost": ["kms:Decrypt"],
	"who": [_role],
	"why": "by not_given",
	"denials": [],
	"object_id": [],
	"actions": ["kms:Decrypt"],
	"statement": _statement("kms:Decrypt"),
	"accounts": ["000000000001"],
	"exception": `{"StringNotEquals": {"aws:PrincipalAccount": ["000000000001"]}}`,
	"role": "",
	"besides": _statement("kms:Decrypt"),
}

_statement(actions) := concat("", [
	`{"Sid": "AllowConfluent", "Effect": "Allow", "Principal": {"AWS": ["`,
	_role,
	`"]}, "Action": ["`,
	actions,
	`"], "Resource": "*"}`,
])

_nothing_to_add := `{"Sid": "AllowConfluent", "Effect": "Allow", "Principal": {"AWS": []}, "Action": [], "Resource": "*"}`

test_a_statement_for_what_nothing_gives if {
	sample.outcome("key", "access_granted") == {
		"status": "fail",
		"expected": "every permission that Confluent needs",
		"actual": ["arn:aws:iam::000000000001:role/gardener: kms:Decrypt"],
		"message": "not_given",
		"notes": ["phase", "validated"],
		"evidence": sample.but(_evidence, {"lacking": _lacking}),
		"computed": _computed,
	} with input as _failing("aws", [_lack("not_given", ["kms:Decrypt"])])
}

test_a_deny_is_mended_first if {
	missing := [_lack("deleted", ["kms:Encrypt"]), _lack("not_given", ["kms:ListGrants"]), _lack("denied", ["kms:Decrypt"])]
	outcome := sample.outcome("key", "access_granted") with input as _failing("aws", missing)
	outcome.message == "denied"
	outcome.remedy == "denied"
	outcome.computed == sample.but(_computed, {
		"why": "by denied",
		"denials": ["by denied"],
		"actions": ["kms:Encrypt", "kms:ListGrants"],
		"statement": _statement(`kms:Encrypt","kms:ListGrants`),
		"besides": _statement(`kms:Encrypt","kms:ListGrants`),
	})
}

test_a_deleted_role_is_put_right_and_the_rest_added if {
	missing := [_lack("deleted", ["kms:Decrypt"]), _lack("not_given", ["kms:Encrypt"])]
	outcome := sample.outcome("key", "access_granted") with input as _failing("aws", missing)
	outcome.message == "deleted"
	outcome.remedy == "deleted"
	outcome.computed.besides == _statement("kms:Encrypt")
}

test_nothing_is_added_where_a_deleted_role_is_all_that_is_wrong if {
	outcome := sample.outcome("key", "access_granted") with input as _failing("aws", [_lack("deleted", ["kms:Decrypt"])])
	outcome.computed == sample.but(_computed, {
		"why": "by deleted",
		"actions": [],
		"statement": _nothing_to_add,
		"besides": "nothing",
	})
}

test_says_each_reason_that_takes_permissions_away if {
	outcome := sample.outcome("key", "access_granted") with input as _failing("aws", [
		sample.but(_lack("denied", ["kms:Decrypt"]), {"by": "statement 3 denies it"}),
		sample.but(_lack("denied", ["kms:Encrypt"]), {"by": "statement 2 denies it"}),
	])
	outcome.computed.why == "statement 2 denies it; statement 3 denies it"
	outcome.computed.denials == ["statement 2 denies it", "statement 3 denies it"]
}

test_what_has_no_effect_is_mended_by_no_grant if {
	every provider in ["aws", "gcp"] {
		outcome := sample.outcome("key", "access_granted") with input as _failing(provider, [_lack("withheld", [_encrypt])])
		outcome.message == "withheld"
		outcome.remedy == "withheld"
		outcome.computed.besides == "nothing"
	}
}

_encrypt := "cloudkms.cryptoKeyVersions.useToEncrypt"

_decrypt := "cloudkms.cryptoKeyVersions.useToDecrypt"

_get := "cloudkms.cryptoKeys.get"

_read := "Microsoft.KeyVault/vaults/keys/read"

_unwrap := "Microsoft.KeyVault/vaults/keys/unwrap/action"

_wrap := "Microsoft.KeyVault/vaults/keys/wrap/action"

_vault := "Microsoft.KeyVault/vaults/read"

_given := [
	main.key.access_granted.computed.role,
	object.get(main.key.access_granted, "remedy", "default"),
]

test_one_role_of_azure if {
	every permissions in [[_read], [_wrap], [_unwrap], [_read, _wrap, _unwrap]] {
		_given == ["Key Vault Crypto Service Encryption User", "one_role"] with input as _failing(
			"azure",
			[_lack("not_given", permissions)],
		)
	}
	_given == ["Key Vault Reader", "one_role"] with input as _failing("azure", [_lack("not_given", [_vault])])
}

test_both_roles_of_azure if {
	_given == [
		"Key Vault Crypto Service Encryption User, Key Vault Reader",
		"default",
	] with input as _failing("azure", [_lack("not_given", [_wrap, _vault])])
}

test_one_role_of_google if {
	_given == ["roles/cloudkms.cryptoKeyEncrypterDecrypter", "one_role"] with input as _failing(
		"gcp",
		[_lack("not_given", [_encrypt, _decrypt])],
	)
	_given == ["roles/cloudkms.cryptoKeyEncrypter", "one_role"] with input as _failing(
		"gcp",
		[_lack("not_given", [_encrypt])],
	)
	_given == ["roles/cloudkms.cryptoKeyDecrypter", "one_role"] with input as _failing(
		"gcp",
		[_lack("not_given", [_decrypt])],
	)
	_given == ["roles/cloudkms.viewer", "one_role"] with input as _failing("gcp", [_lack("not_given", [_get])])
}

test_a_custom_role_of_google_for_all if {
	_given[1] == "default" with input as _failing("gcp", [_lack("not_given", [_encrypt, _decrypt, _get])])
	_given == ["roles/cloudkms.cryptoKeyEncrypter, roles/cloudkms.viewer", "default"] with input as _failing(
		"gcp",
		[_lack("not_given", [_encrypt, _get])],
	)
}

# A group that is there again is one more group without roles.
test_a_deleted_group_is_given_its_roles_again if {
	_given == ["roles/cloudkms.viewer", "one_role"] with input as _failing("gcp", [_lack("deleted", [_get])])
}

test_the_roles_besides_a_deny if {
	missing := [_lack("denied", [_wrap]), sample.but(_lack("not_given", [_vault]), {"object_id": "10000000"})]
	outcome := sample.outcome("key", "access_granted") with input as _failing("azure", missing)
	outcome.remedy == "denied"
	outcome.computed.besides == "Key Vault Reader"
	outcome.computed.object_id == ["10000000"]
	main.key.access_granted.computed.besides == "Key Vault Crypto Service Encryption User, Key Vault Reader" with input as _failing(
		"azure",
		[_lack("denied", [_wrap]), _lack("not_given", [_read, _vault])],
	)
}

_with_access_policies(missing) := sample.key(sample.but(_facts("azure", missing), {"vault/rbac": sample.known(false)}))

test_an_access_policy_where_the_vault_uses_them if {
	outcome := sample.outcome("key", "access_granted") with input as _with_access_policies([_lack("not_given", ["wrapKey"])])
	outcome.remedy == "access_policy"
}

test_a_deny_is_mended_first_whatever_the_vault_uses if {
	outcome := sample.outcome("key", "access_granted") with input as _with_access_policies([_lack("denied", [_vault])])
	outcome.remedy == "denied"
}

test_says_so_if_nothing_is_granted if {
	outcome := main.key.access_granted with input as sample.key({"access/granted": sample.known([])})
	[outcome.status, outcome.actual] == ["fail", "no permission"]
}
