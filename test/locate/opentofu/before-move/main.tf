terraform {
  required_providers {
    confluent = { source = "hashicorp/confluent" }
    aws       = { source = "hashicorp/aws" }
  }
}

resource "confluent_kafka_cluster" "apple" {
  display_name = "apple"
}

resource "confluent_kafka_cluster" "pear" {
  for_each     = toset(["north", "south"])
  display_name = "pear ${each.key}"
}

resource "aws_kms_key" "plum" {
  description = "plum"
}

module "old" {
  source = "./modules/key"
  name   = "old"
}
