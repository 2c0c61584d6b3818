terraform {
  required_providers {
    confluent = { source = "hashicorp/confluent" }
    aws       = { source = "hashicorp/aws" }
    azurerm   = { source = "hashicorp/azurerm" }
    google    = { source = "hashicorp/google" }
  }
}

resource "confluent_environment" "orchard" {
  display_name = "orchard"
}

resource "confluent_kafka_cluster" "apple" {
  display_name = "apple"
  region       = "eu-west-1"
  environment {
    id = confluent_environment.orchard.id
  }
  byok_key {
    id = module.keys["north"].registration
  }
}

resource "confluent_kafka_cluster" "pear" {
  for_each     = toset(["north", "south \"pole\"", "$${east}"])
  display_name = "pear ${each.key}"
  environment {
    id = confluent_environment.orchard.id
  }
}

resource "confluent_kafka_cluster" "plum" {
  count        = 2
  display_name = "plum ${count.index}"
  environment {
    id = confluent_environment.orchard.id
  }
}

module "keys" {
  for_each = toset(["north", "south"])
  source   = "./modules/key"
  name     = each.key
}

module "grove" {
  source      = "./modules/grove"
  environment = confluent_environment.orchard.id
}

module "vault" {
  count  = 1
  source = "./modules/vault"
}

resource "google_kms_crypto_key" "fig" {
  name            = "fig"
  key_ring        = "projects/orchard/locations/europe-west1/keyRings/basket"
  rotation_period = "7776000s"
}

resource "confluent_byok_key" "fig" {
  comment = "fig"
  gcp {
    key_id = google_kms_crypto_key.fig.id
  }
}

# a secret that a state holds
resource "aws_kms_external_key" "cherry" {
  description         = "cherry"
  key_material_base64 = "UExBTlRFRC1TRUNSRVQtT0YtQS1TVEFURQ=="
}

output "password" {
  value     = "PLANTED-PASSWORD-OF-AN-OUTPUT"
  sensitive = true
}
