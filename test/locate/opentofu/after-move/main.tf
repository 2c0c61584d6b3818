terraform {
  required_providers {
    confluent = { source = "hashicorp/confluent" }
    aws       = { source = "hashicorp/aws" }
  }
}

# renamed
resource "confluent_kafka_cluster" "golden_apple" {
  display_name = "apple"
}

moved {
  from = confluent_kafka_cluster.apple
  to   = confluent_kafka_cluster.golden_apple
}

# one instance has a block of its own now
resource "confluent_kafka_cluster" "pear" {
  for_each     = toset(["south"])
  display_name = "pear ${each.key}"
}

resource "confluent_kafka_cluster" "north_pear" {
  display_name = "pear north"
}

moved {
  from = confluent_kafka_cluster.pear["north"]
  to   = confluent_kafka_cluster.north_pear
}

# the module has another name, and so many instances
module "keys" {
  for_each = toset(["old"])
  source   = "./modules/key"
  name     = each.key
}

moved {
  from = module.old
  to   = module.keys["old"]
}

# into a module of its own
module "plum" {
  source = "./modules/plum"
}

moved {
  from = aws_kms_key.plum
  to   = module.plum.aws_kms_key.this
}
