# METADATA
# title: Clusters on a self-managed key
# description: Which clusters the rules about self-managed keys apply to.
# scope: package
# schemas:
#   - input: schema.cluster.subject
package lib.byok

# METADATA
# description: Why a rule about self-managed keys does not apply to the cluster.
not_applicable := "the cluster uses no self-managed key" if input.encryption.value == "confluent"

# METADATA
# description: Such a rule is known to apply to the cluster.
applies if self_managed[input.encryption.value]

# METADATA
# description: Why a rule about the keys of production clusters does not apply to the cluster.
not_for_production := not_applicable if {
	not_applicable
} else := "the cluster is not for production" if {
	input.production.value == false
}

# METADATA
# description: A rule about the keys of production clusters is known to apply to the cluster.
protects_production if {
	applies
	input.production.value == true
}

# METADATA
# description: The kinds of encryption that use a key of the customer's.
self_managed := {"byok", "legacy"}
