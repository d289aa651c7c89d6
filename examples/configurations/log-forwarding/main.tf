# Errors of triggers and functions go to a collection, and to a function that can notify people.

terraform {
  required_version = ">= 1.6"
  required_providers {
    appservices = {
      source = "atlas-appservices/appservices"
    }
  }
}

provider "appservices" {}

resource "appservices_app" "triggers" {
  name    = "Triggers"
  product = "atlas"
}

resource "appservices_linked_data_source" "logs" {
  app_id       = appservices_app.triggers.id
  name         = "mongodb-atlas"
  cluster_name = "Cluster0"
}

resource "appservices_secret" "webhook" {
  app_id = appservices_app.triggers.id
  name   = "webhookToken"
  value  = var.webhook_token
}

variable "webhook_token" {
  description = "What the function shows to the service that it notifies."
  type        = string
  sensitive   = true
  default     = "replace-me"
}

resource "appservices_value" "webhook" {
  app_id      = appservices_app.triggers.id
  name        = "webhookToken"
  private     = true
  from_secret = true
  value       = jsonencode(appservices_secret.webhook.name)
}

resource "appservices_function" "notify" {
  app_id     = appservices_app.triggers.id
  name       = "notify"
  private    = true
  source     = <<-JS
    exports = async function (logs) {
      const token = context.values.get("webhookToken");
      await context.http.post({
        url: "https://hooks.example.com/errors",
        headers: { Authorization: [token] },
        body: { count: logs.length },
        encodeBodyAsJSON: true,
      });
    };
  JS
  depends_on = [appservices_value.webhook]
}

resource "appservices_log_forwarder" "store" {
  app_id       = appservices_app.triggers.id
  name         = "store"
  log_types    = ["function", "trigger", "trigger_error_handler"]
  log_statuses = ["error", "success"]
  policy       = { type = "batch" }
  action = {
    collection = {
      data_source = appservices_linked_data_source.logs.name
      database    = "operations"
      collection  = "logs"
    }
  }
}

resource "appservices_log_forwarder" "notify" {
  app_id       = appservices_app.triggers.id
  name         = "notify"
  log_types    = ["trigger"]
  log_statuses = ["error"]
  policy       = { type = "single" }
  action       = { function = { name = appservices_function.notify.name } }
}
