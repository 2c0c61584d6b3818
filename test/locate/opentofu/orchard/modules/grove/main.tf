variable "environment" {
  type = string
}

module "tree" {
  source      = "./tree"
  count       = 2
  name        = "quince ${count.index}"
  environment = var.environment
}
