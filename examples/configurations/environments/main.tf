# One app in four environments, with a value that differs between them.

terraform {
  required_version = ">= 1.6"
  required_providers {
    appservices = {
      source = "atlas-appservices/appservices"
    }
  }
}

provider "appservices" {}

locals {
  base_urls = {
    development = "http://localhost:3000"
    testing     = "https://testing.example.com"
    qa          = "https://qa.example.com"
    production  = "https://example.com"
  }
}

resource "appservices_app" "shop" {
  for_each            = local.base_urls
  name                = "shop-${each.key}"
  environment         = each.key
  deletion_protection = false
}

resource "appservices_environment_value" "base_url" {
  for_each = local.base_urls
  app_id   = appservices_app.shop[each.key].id
  name     = "baseUrl"
  values   = { for environment, url in local.base_urls : environment => jsonencode(url) }
}

resource "appservices_function" "link" {
  for_each = local.base_urls
  app_id   = appservices_app.shop[each.key].id
  name     = "link"
  private  = true
  source   = "exports = (order) => `$${context.environment.values.baseUrl}/orders/$${order}`;"
}
