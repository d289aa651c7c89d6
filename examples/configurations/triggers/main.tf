# The Triggers app of a project from nothing: a linked cluster, a function, and two triggers.
# Set MONGODB_ATLAS_PUBLIC_API_KEY, MONGODB_ATLAS_PRIVATE_API_KEY and MONGODB_ATLAS_PROJECT_ID, or try it
# offline with APPSERVICES_LOCAL_PATH.

terraform {
  required_version = ">= 1.6"
  required_providers {
    appservices = {
      source = "atlas-appservices/appservices"
    }
  }
}

provider "appservices" {}

variable "cluster_name" {
  description = "The cluster whose changes fire the trigger."
  type        = string
  default     = "Cluster0"
}

resource "appservices_app" "triggers" {
  name    = "Triggers"
  product = "atlas"
}

resource "appservices_linked_data_source" "cluster" {
  app_id       = appservices_app.triggers.id
  name         = "mongodb-atlas"
  cluster_name = var.cluster_name
}

resource "appservices_function" "audit" {
  app_id        = appservices_app.triggers.id
  name          = "audit"
  private       = true
  run_as_system = true
  source        = <<-JS
    exports = async function (event) {
      const audits = context.services.get("mongodb-atlas").db("shop").collection("audits");
      await audits.insertOne({ at: new Date(), event });
    };
  JS
}

resource "appservices_trigger" "on_order" {
  app_id      = appservices_app.triggers.id
  name        = "onOrder"
  function_id = appservices_function.audit.id
  database = {
    service_id      = appservices_linked_data_source.cluster.id
    database        = "shop"
    collection      = "orders"
    operation_types = ["INSERT", "UPDATE", "REPLACE", "DELETE"]
    full_document   = true
  }
}

resource "appservices_trigger" "nightly" {
  app_id      = appservices_app.triggers.id
  name        = "nightly"
  function_id = appservices_function.audit.id
  scheduled   = { schedule = "0 2 * * *" }
}
