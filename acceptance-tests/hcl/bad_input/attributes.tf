provider "appservices" {
  local_path = "./data"
}

resource "appservices_app" "name" {
  name = "1 shop"
}
resource "appservices_app" "word" {
  name        = "a"
  environment = "staging"
}
resource "appservices_secret" "both" {
  app_id   = "64f0aa64f0aa64f0aa64f0aa"
  name     = "s"
  value    = "v"
  value_wo = "v"
}
resource "appservices_secret" "neither" {
  app_id = "64f0aa64f0aa64f0aa64f0aa"
  name   = "_s"
}
resource "appservices_secret" "version" {
  app_id           = "myapp-abcde"
  name             = "s"
  value            = "v"
  value_wo_version = 1
}
resource "appservices_function" "users" {
  app_id                       = "64f0aa64f0aa64f0aa64f0aa"
  name                         = ""
  source                       = "exports = 1"
  run_as_user_id               = "u"
  run_as_user_id_script_source = "exports = 1"
  can_evaluate                 = "{ not json"
}
resource "appservices_endpoint" "route" {
  app_id      = "64f0aa64f0aa64f0aa64f0aa"
  route       = "hello"
  http_method = "GET"
  function_id = "hello"
  secret_id   = "64f0aa64f0aa64f0aa64f0aa"
}
resource "appservices_endpoint" "secret" {
  app_id            = "64f0aa64f0aa64f0aa64f0aa"
  route             = "/hello"
  http_method       = "GET"
  function_id       = "64f0aa64f0aa64f0aa64f0aa"
  validation_method = "VERIFY_PAYLOAD"
}
resource "appservices_ip_access_list_entry" "address" {
  app_id  = "64f0aa64f0aa64f0aa64f0aa"
  address = "the office"
}
resource "appservices_ip_access_list" "twice" {
  app_id  = "64f0aa64f0aa64f0aa64f0aa"
  entries = [{ address = "10.0.0.1" }, { address = "10.0.0.1/32" }]
}
resource "appservices_log_forwarder" "cases" {
  app_id       = "64f0aa64f0aa64f0aa64f0aa"
  name         = "f"
  log_types    = []
  log_statuses = ["error"]
  policy       = { type = "single" }
  action = {
    function   = { name = "f" }
    collection = { data_source = "d", database = "d", collection = "c" }
  }
}
resource "appservices_app" "place" {
  name            = "b"
  provider_region = "aws-us-east-1"
  location        = "IE"
  environment     = "prodution"
}
resource "appservices_ip_access_list" "open" {
  app_id  = "64f0aa64f0aa64f0aa64f0aa"
  entries = [{ address = "0.0.0.0" }, { address = "10.0.0.1/8" }]
}
data "appservices_app" "nothing" {}
