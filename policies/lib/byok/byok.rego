# METADATA
# title: Clusters on a self-managed key
# description: Which clusters concern the rules that judge a cluster's own key.
# scope: package
# schemas:
#   - input: schema.cluster.subject
package lib.byok

# METADATA
# description: Why a rule that judges the cluster's own key does not concern the cluster.
not_applicable := "the cluster uses no self-managed key" if input.encryption.value == "confluent"

# METADATA
# description: It is known that such a rule concerns the cluster.
applies if self_managed[input.encryption.value]

# METADATA
# description: Why a rule that judges the keys of production clusters does not concern the cluster.
not_for_production := not_applicable if {
	not_applicable
} else := "the cluster is not for production" if {
	input.production.value == false
}

# METADATA
# description: It is known that a rule which judges the keys of production clusters concerns the cluster.
protects_production if {
	applies
	input.production.value == true
}

# METADATA
# description: The kinds of encryption whose key is the customer's.
self_managed := {"byok", "legacy"}
