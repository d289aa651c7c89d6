# Every kind of object that Atlas still runs, with an Admin API that the provider serves from a folder.
# With an account, replace local_path by public_key, private_key, and project_id.

terraform {
  required_version = ">= 1.6"
  required_providers {
    appservices = {
      source = "atlas-appservices/appservices"
    }
  }
}

provider "appservices" {
  local_path = "./appservices-data"
}

resource "appservices_app" "shop" {
  name                = "shop"
  deployment_model    = "LOCAL"
  provider_region     = "aws-eu-west-1"
  environment         = "production"
  deletion_protection = false
}

# Only these addresses can access the app. A new app allows every address.
resource "appservices_ip_access_list" "shop" {
  app_id = appservices_app.shop.id
  entries = [
    { address = "192.0.2.0/24", comment = "office" },
    { address = "198.51.100.7", comment = "build server" },
  ]
}

# Atlas Triggers belong to a separate app.
resource "appservices_app" "triggers" {
  name    = "Triggers"
  product = "atlas"
}

resource "appservices_api_key" "backend" {
  app_id = appservices_app.shop.id
  name   = "backend"
}

resource "appservices_secret" "webhook" {
  app_id = appservices_app.shop.id
  name   = "webhookSecret"
  value  = var.webhook_secret
}

variable "webhook_secret" {
  description = "What the function shares with those who call it."
  type        = string
  sensitive   = true
  default     = "only-for-the-quickstart"
}

resource "appservices_function" "hello" {
  app_id = appservices_app.shop.id
  name   = "hello"
  source = <<-JS
    exports = async function (name) {
      return { hello: name ?? "world" };
    };
  JS
}

resource "appservices_function" "collect_logs" {
  app_id  = appservices_app.shop.id
  name    = "collectLogs"
  private = true
  source  = "exports = (logs) => console.log(logs.length);"
}

resource "appservices_log_forwarder" "errors" {
  app_id       = appservices_app.shop.id
  name         = "errors"
  log_types    = ["function", "trigger"]
  log_statuses = ["error"]
  policy       = { type = "batch" }
  action = {
    function = { name = appservices_function.collect_logs.name }
  }
}

# The cluster whose changes the triggers watch, and what they call.
resource "appservices_linked_data_source" "cluster" {
  app_id       = appservices_app.triggers.id
  name         = "mongodb-atlas"
  cluster_name = "Cluster0"
}

resource "appservices_function" "greet" {
  app_id  = appservices_app.triggers.id
  name    = "greet"
  private = true
  source  = "exports = (event) => console.log(JSON.stringify(event));"
}

resource "appservices_trigger" "on_order" {
  app_id      = appservices_app.triggers.id
  name        = "onOrder"
  function_id = appservices_function.greet.id
  database = {
    service_id      = appservices_linked_data_source.cluster.id
    database        = "shop"
    collection      = "orders"
    operation_types = ["INSERT"]
  }
}

resource "appservices_trigger" "every_morning" {
  app_id      = appservices_app.triggers.id
  name        = "everyMorning"
  function_id = appservices_function.greet.id
  scheduled   = { schedule = "0 8 * * MON-FRI" }
}

resource "appservices_value" "limit" {
  app_id = appservices_app.shop.id
  name   = "orderLimit"
  value  = jsonencode(5)
}

resource "appservices_environment_value" "base_url" {
  app_id = appservices_app.shop.id
  name   = "baseUrl"
  values = {
    none       = jsonencode("http://localhost:3000")
    production = jsonencode("https://example.com")
  }
}

# Finds an app that Terraform does not manage by its name.
data "appservices_app" "by_name" {
  name = appservices_app.triggers.name
}

output "triggers_client_app_id" {
  value = data.appservices_app.by_name.client_app_id
}

output "webhook_secret_id" {
  value = appservices_secret.webhook.id
}

output "backend_key" {
  value     = appservices_api_key.backend.key
  sensitive = true
}
