variable "project_id" {
  type    = string
  default = null
}

resource "appservices_app" "this" {
  name       = "shop"
  project_id = var.project_id
}

resource "appservices_function" "hello" {
  app_id       = appservices_app.this.id
  project_id   = appservices_app.this.project_id
  name         = "hello"
  source       = "exports = () => 1;"
  can_evaluate = jsonencode({ "%%user.id" = appservices_app.this.id })
}

resource "appservices_secret" "token" {
  app_id = appservices_app.this.id
  name   = "token"
  value  = "hush"
}

resource "appservices_endpoint" "hello" {
  app_id            = appservices_app.this.id
  route             = "/${appservices_function.hello.name}"
  http_method       = "POST"
  function_id       = appservices_function.hello.id
  validation_method = "VERIFY_PAYLOAD"
  secret_id         = appservices_secret.token.id
}

resource "appservices_api_key" "backend" {
  app_id = appservices_app.this.id
  name   = "backend"
}

# Copies of computed values: the values of mocks reach every kind of attribute.
resource "appservices_function" "copy" {
  app_id         = data.appservices_app.other.id
  project_id     = data.appservices_apps.all.project_id
  name           = appservices_endpoint.hello.function_name
  source         = appservices_api_key.backend.key
  run_as_user_id = appservices_app.this.provider_region
  private        = appservices_endpoint.hello.disabled
  can_evaluate   = appservices_app.this.domain_id
}

resource "appservices_endpoint" "copy" {
  app_id      = appservices_app.this.id
  route       = appservices_app.this.location
  http_method = "GET"
  function_id = appservices_function.copy.id
}

resource "appservices_secret" "copy" {
  app_id = appservices_app.this.id
  name   = appservices_app.this.client_app_id
  value  = appservices_api_key.backend.key
}

resource "appservices_ip_access_list" "this" {
  app_id  = data.appservices_app.other.id
  entries = [{ address = appservices_endpoint.hello.url }]
}

resource "appservices_log_forwarder" "errors" {
  app_id       = appservices_app.this.id
  name         = appservices_function.hello.id
  log_types    = [for app in data.appservices_apps.all.apps : app.name]
  log_statuses = ["error"]
  policy       = { type = "single" }
  action       = { function = { name = appservices_function.hello.id } }
}

data "appservices_app" "other" {
  id         = appservices_app.this.id
  project_id = appservices_app.this.project_id
}

data "appservices_apps" "all" {
  project_id = appservices_app.this.project_id
  product    = appservices_app.this.product
}

output "function_id" {
  value = appservices_endpoint.hello.function_id
}
