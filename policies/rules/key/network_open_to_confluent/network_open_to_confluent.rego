# METADATA
# title: The vault's network lets Confluent in
# description: >-
#   An Azure vault that is open to all networks accepts every cluster. Enterprise clusters need that. For Dedicated clusters the
#   firewall may be on if it lets trusted Microsoft services through. This conflicts with benchmarks that require a restricted
#   vault network; Confluent documents no narrower setting for Enterprise clusters.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: high
#   nothing_to_judge:
#     in_use: [false]
#     provider: [aws, gcp]
#   rationale: >-
#     The clusters on the key are at risk when the vault's firewall keeps Confluent out: Confluent can then neither wrap nor
#     unwrap the keys of their data.
#   remediation:
#     summary: >-
#       With Dedicated clusters only, let trusted Microsoft services pass the vault's firewall, which stays on. With an Enterprise
#       cluster on the key, the vault has to be open to all networks. Key permissions still decide who may use the key.
#     unknown:
#       unrecognized: >-
#         This version does not know what a cluster of this type needs of a vault's network. Look it up in Confluent's
#         documentation, and update byok-audit once a version knows the type.
#     console: >-
#       Azure portal: Key vaults, {vault}, Settings, Networking, Firewalls and virtual networks. Select Allow trusted Microsoft
#       services to bypass this firewall, and leave the rest as it is. Apply.
#     cli:
#       - "# the firewall stays on, with its rules"
#       - >-
#         az keyvault update --name {vault} --resource-group {resource_group} --subscription {subscription} --bypass
#         AzureServices
#     terraform:
#       hcl: |
#         resource "azurerm_key_vault" "NAME" {
#           network_acls {
#             bypass = "AzureServices"
#             # as it is; keep ip_rules and virtual_network_subnet_ids too, which are removed where the block leaves them out
#             default_action = "Deny"
#           }
#         }
#     cases:
#       enterprise:
#         when: where an Enterprise cluster is on the key
#         console: >-
#           Azure portal: Key vaults, {vault}, Settings, Networking, Firewalls and virtual networks. Choose Allow public access
#           from all networks, Apply. Benchmarks that ask for a restricted vault network object to this, and need an exception;
#           the alternative is to move the Enterprise clusters to Dedicated ones.
#         cli:
#           - "# opens the vault to all networks, which a benchmark may object to; its IP and subnet rules stay, without effect"
#           - >-
#             az keyvault update --name {vault} --resource-group {resource_group} --subscription {subscription}
#             --public-network-access Enabled --default-action Allow
#         terraform:
#           hcl: |
#             resource "azurerm_key_vault" "NAME" {
#               public_network_access_enabled = true
#               network_acls {
#                 # as it is
#                 bypass = "AzureServices"
#                 default_action = "Allow"
#               }
#             }
#   declared_in:
#     - azurerm_key_vault.network_acls.bypass
#     - azurerm_key_vault.network_acls.default_action
#     - azurerm_key_vault.network_acls
#     - azurerm_key_vault.public_network_access_enabled
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/network-security
#   headline:
#     fail: is behind a firewall that keeps Confluent out
#   messages:
#     pass: The vault is open to all networks, so Confluent can reach it.
#     trusted: >-
#       The vault's firewall is on and lets trusted Microsoft services pass, which is enough for the Dedicated clusters on the
#       key.
#     fail: >-
#       The Dedicated clusters on the key are at risk, because the vault's firewall keeps out trusted Microsoft services, and
#       Confluent with them (clusters on the key: {clusters}).
#     enterprise: >-
#       The Enterprise clusters on the key are at risk, because the vault is not open to all networks and so keeps Confluent out
#       (clusters on the key: {clusters}).
#     benchmark: >-
#       Benchmarks that ask for a restricted vault network object to an open vault. Enterprise clusters need it open; with
#       Dedicated ones only, the firewall may be on and let trusted services pass.
package rules.key.network_open_to_confluent

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "only Azure vaults have a firewall of their own" if {
	_elsewhere[input.provider.value]
} else := "no cluster uses the key" if {
	_azure
	count(input.clusters.value) == 0
	input.all_users_seen.value == true
}

evidence := object.union_n([
	{
		"in_use": input.in_use,
		"present": input.kms.present,
		"provider": input.provider,
	},
	_vault,
	_users,
	_needs,
])

# The types of the clusters matter only behind a firewall, and not once the rule has failed.
undecided["cluster_kinds"] := {
	"cause": "unrecognized",
	"detail": concat("", [
		"what a cluster of the kind ",
		concat(" or ", sort(_new_kinds)),
		" needs of a vault's network is not known to this version",
	]),
} if {
	_azure
	_restricted
	count(_new_kinds) > 0
}

violated if {
	_applies
	_restricted
	_kinds.Enterprise
}

violated if {
	_applies
	_restricted
	_kinds.Dedicated
	input.vault.network_bypass.value == "None"
}

# A vault that is open to all networks accepts every type of cluster.
compliant if _open

compliant if {
	_trusted
	input.all_users_seen.value == true
}

default expected := "open to trusted Microsoft services"

expected := "open to all networks" if _kinds.Enterprise

default actual := "closed to trusted Microsoft services"

actual := "open to chosen networks only" if _kinds.Enterprise

message := "enterprise" if {
	_restricted
	_kinds.Enterprise
} else := "trusted" if {
	_restricted
	_trusted
}

remedy := "enterprise" if _kinds.Enterprise

notes contains "benchmark" if {
	_applies
	_open
}

notes contains "benchmark" if {
	_applies
	_kinds.Enterprise
}

_applies if {
	kms_key.applies
	_azure
	count(input.clusters.value) > 0
}

_open if {
	input.vault.public_network.value == "Enabled"
	input.vault.network_default.value == "Allow"
}

_restricted if input.vault.public_network.value == "Disabled"

_restricted if input.vault.network_default.value == "Deny"

_trusted if {
	_kinds == {"Dedicated"}
	input.all_kinds_known.value == true
	input.vault.network_bypass.value == "AzureServices"
}

default _vault := {}

_vault := {
	"clusters": input.clusters,
	"public_network": input.vault.public_network,
	"network_default": input.vault.network_default,
} if {
	_azure
}

# An unseen cluster matters if it might be the only one, or might need more than the clusters that were seen.
default _users := {}

_users := {"all_users_seen": input.all_users_seen} if {
	_azure
	count(input.clusters.value) == 0
}

_users := {"all_users_seen": input.all_users_seen} if {
	_azure
	_restricted
}

# The types of the clusters, and who may pass, matter only behind a firewall.
default _needs := {}

_needs := {
	"cluster_kinds": input.cluster_kinds,
	"all_kinds_known": input.all_kinds_known,
	"network_bypass": input.vault.network_bypass,
} if {
	_azure
	_restricted
}

_new_kinds := _kinds - {"Dedicated", "Enterprise"}

# Undefined if the types were not read, which is not the same as an empty list.
_kinds := {kind | some kind in kinds} if kinds := input.cluster_kinds.value

_azure if input.provider.value == "azure"

_elsewhere := {"aws", "gcp"}
