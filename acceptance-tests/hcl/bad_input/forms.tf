provider "appservices" {
  local_path = "./data"
}

resource "appservices_app" "name" {
  name = "1shop"
}
resource "appservices_secret" "app" {
  app_id = "myapp-abcde"
  name   = "s"
  value  = "v"
}
resource "appservices_endpoint" "ids" {
  project_id        = "my project"
  app_id            = "64f0aa64f0aa64f0aa64f0aa"
  route             = "hello"
  http_method       = "GET"
  function_id       = "hello"
  secret_id         = "token"
  validation_method = "VERIFY_PAYLOAD"
}
resource "appservices_log_forwarder" "empty" {
  app_id       = "64f0aa64f0aa64f0aa64f0aa"
  name         = "f"
  log_types    = []
  log_statuses = ["error"]
  policy       = { type = "single" }
  action       = { function = { name = "f" } }
}
resource "appservices_ip_access_list" "office" {
  app_id  = "64f0aa64f0aa64f0aa64f0aa"
  entries = [{ address = "office" }]
}
data "appservices_app" "project" {
  project_id = "shop"
  name       = "shop"
}
data "appservices_apps" "product" {
  product = "triggers"
}
