terraform {
  required_providers {
    appservices = {
      source = "atlas-appservices/appservices"
    }
    mongodbatlas = {
      source = "mongodb/mongodbatlas"
    }
  }
}

resource "appservices_trigger" "db" {
  app_id      = "@APP@"
  name        = "dbt"
  function_id = "@FUNCTION@"
  database = {
    service_id      = "@SERVICE@"
    database        = "shop"
    collection      = "orders"
    operation_types = ["INSERT", "UPDATE"]
    match           = jsonencode({ "updateDescription.updatedFields.status" = "x" })
    project         = jsonencode({ operationType = 1 })
    full_document   = true
    unordered       = true
  }
}

resource "appservices_trigger" "auth" {
  app_id         = "@APP@"
  name           = "autht"
  function_id    = "@FUNCTION@"
  authentication = { operation_type = "LOGIN", providers = ["anon-user"] }
}

resource "appservices_trigger" "sched" {
  app_id      = "@APP@"
  name        = "schedt"
  function_id = "@FUNCTION@"
  scheduled   = { schedule = "0 9 * * *" }
}

resource "appservices_trigger" "aws" {
  app_id       = "@APP@"
  name         = "awst"
  event_bridge = { account_id = "012345678901", region = "us-east-1" }
  scheduled    = { schedule = "0 9 * * *" }
}

moved {
  from = mongodbatlas_event_trigger.db
  to   = appservices_trigger.db
}

moved {
  from = mongodbatlas_event_trigger.auth
  to   = appservices_trigger.auth
}

moved {
  from = mongodbatlas_event_trigger.sched
  to   = appservices_trigger.sched
}

moved {
  from = mongodbatlas_event_trigger.aws
  to   = appservices_trigger.aws
}
