resource "appservices_app" "whole" {
  name             = "whole"
  deployment_model = "LOCAL"
  provider_region  = "aws-us-east-1"
}

resource "appservices_function" "f" {
  app_id = appservices_app.whole.id
  name   = "f"
  source = "exports = () => 1;"
}

resource "appservices_linked_data_source" "d" {
  app_id       = appservices_app.whole.id
  name         = "mongodb-atlas"
  cluster_name = "Cluster0"
}

resource "appservices_trigger" "database" {
  app_id      = appservices_app.whole.id
  name        = "onOrder"
  function_id = appservices_function.f.id
  database = {
    service_id      = appservices_linked_data_source.d.id
    database        = "shop"
    collection      = "orders"
    operation_types = ["INSERT"]
    match           = jsonencode({ "fullDocument.total" = { "$gt" = 100 } })
  }
}

resource "appservices_trigger" "scheduled" {
  app_id      = appservices_app.whole.id
  name        = "everyMorning"
  function_id = appservices_function.f.id
  scheduled   = { schedule = "0 8 * * MON-FRI" }
}

resource "appservices_trigger" "bridge" {
  app_id       = appservices_app.whole.id
  name         = "toTheBridge"
  event_bridge = { account_id = "123456789012", region = "us-east-1" }
  database = {
    service_id      = appservices_linked_data_source.d.id
    database        = "shop"
    operation_types = ["UPDATE", "DROP_COLLECTION"]
  }
}

resource "appservices_secret" "s" {
  app_id = appservices_app.whole.id
  name   = "s"
  value  = "hush-hush"
}

resource "appservices_value" "v" {
  app_id = appservices_app.whole.id
  name   = "v"
  value  = jsonencode({ most = 5, words = ["a", null] })
}

resource "appservices_value" "s" {
  app_id      = appservices_app.whole.id
  name        = "s"
  private     = true
  from_secret = true
  value       = jsonencode(appservices_secret.s.name)
}

resource "appservices_environment_value" "e" {
  app_id = appservices_app.whole.id
  name   = "baseUrl"
  values = { none = jsonencode("http://localhost:3000"), qa = jsonencode(7) }
}

resource "appservices_api_key" "k" {
  app_id = appservices_app.whole.id
  name   = "k"
}

resource "appservices_endpoint" "h" {
  app_id      = appservices_app.whole.id
  route       = "/h"
  http_method = "GET"
  function_id = appservices_function.f.id
}

resource "appservices_log_forwarder" "l" {
  app_id       = appservices_app.whole.id
  name         = "l"
  log_types    = ["function"]
  log_statuses = ["error"]
  policy       = { type = "batch" }
  action = {
    collection = { data_source = appservices_linked_data_source.d.name, database = "operations", collection = "logs" }
  }
}

resource "appservices_ip_access_list" "l" {
  app_id  = appservices_app.whole.id
  entries = [{ address = "192.0.2.0/24", comment = "office" }, { address = "203.0.113.9" }]
}

resource "appservices_allowed_request_origins" "o" {
  app_id  = appservices_app.whole.id
  origins = ["https://example.com"]
}

resource "appservices_deployment_config" "c" {
  app_id               = appservices_app.whole.id
  ui_drafts_disabled   = true
  automatic_deployment = { enabled = false }
}

resource "appservices_private_endpoint" "p" {
  app_id                     = appservices_app.whole.id
  cloud_provider_region      = "aws-us-east-1"
  cloud_provider_endpoint_id = "vpce-0a1b2c3d4e5f60718"
  endpoint_type              = "general"
}

resource "appservices_non_vpc_access" "n" {
  app_id                        = appservices_app.whole.id
  allow_non_vpc_client_requests = false
}

resource "appservices_refresh_token_expiration" "r" {
  app_id                  = appservices_app.whole.id
  expiration_time_seconds = 86400
}

resource "appservices_dependencies" "d" {
  app_id   = appservices_app.whole.id
  packages = { lodash = "4.17.21" }
}

resource "appservices_deployment" "d" {
  app_id     = appservices_app.whole.id
  depends_on = [appservices_function.f, appservices_trigger.database, appservices_dependencies.d]
}
