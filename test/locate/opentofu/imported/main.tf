terraform {
  required_providers {
    confluent = { source = "hashicorp/confluent" }
  }
}

import {
  to = confluent_kafka_cluster.apple
  id = "env-orchard/lkc-apple1"
}

resource "confluent_kafka_cluster" "apple" {
  display_name = "apple"
}

import {
  for_each = { north = "env-orchard/lkc-pear01", south = "env-orchard/lkc-pear02" }
  to       = confluent_kafka_cluster.pear[each.key]
  id       = each.value
}

resource "confluent_kafka_cluster" "pear" {
  for_each     = toset(["north", "south"])
  display_name = "pear ${each.key}"
}
