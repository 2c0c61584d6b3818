terraform {
  required_providers {
    confluent = { source = "hashicorp/confluent" }
    aws       = { source = "hashicorp/aws" }
  }
}

variable "name" {
  type = string
}

resource "aws_kms_key" "this" {
  description             = "key ${var.name}"
  enable_key_rotation     = "true"
  rotation_period_in_days = "365"
}

resource "aws_kms_key_policy" "this" {
  key_id = aws_kms_key.this.id
  policy = "{}"
}

resource "confluent_byok_key" "this" {
  comment = var.name
  aws {
    key_arn = aws_kms_key.this.arn
  }
}

output "registration" {
  value = confluent_byok_key.this.id
}
