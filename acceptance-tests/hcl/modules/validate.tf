provider "appservices" {}

variable "v" {}

variable "list" {
  type = set(string)
}

resource "appservices_app" "a" {
  name = var.v
}

resource "appservices_endpoint" "e" {
  app_id            = appservices_app.a.id
  route             = var.v
  http_method       = var.v
  function_id       = var.v
  validation_method = var.v
}

resource "appservices_secret" "s" {
  app_id = appservices_app.a.id
  name   = var.v
  value  = var.v
}

resource "appservices_ip_access_list" "l" {
  app_id  = appservices_app.a.id
  entries = [for address in var.list : { address = address }]
}

resource "appservices_log_forwarder" "f" {
  app_id       = appservices_app.a.id
  name         = "f"
  log_types    = var.list
  log_statuses = var.list
  policy       = { type = var.v }
  action       = var.v == "x" ? { function = { name = "f" }, collection = null } : null
}
