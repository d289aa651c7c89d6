# Changes of an app that are released together: they wait in a draft until the deployment.

terraform {
  required_version = ">= 1.6"
  required_providers {
    appservices = {
      source = "atlas-appservices/appservices"
    }
  }
}

provider "appservices" {
  draft = true
}

variable "greeting" {
  type    = string
  default = "hello"
}

locals {
  source = "exports = (name) => `${var.greeting}, $${name}`;"
}

resource "appservices_app" "shop" {
  name = "shop"
}

resource "appservices_function" "greet" {
  app_id = appservices_app.shop.id
  name   = "greet"
  source = local.source
}

resource "appservices_value" "limit" {
  app_id = appservices_app.shop.id
  name   = "orderLimit"
  value  = jsonencode(5)
}

resource "appservices_deployment" "shop" {
  app_id     = appservices_app.shop.id
  triggers   = { greet = sha256(local.source) }
  depends_on = [appservices_function.greet, appservices_value.limit]
}
