resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_app" "b" {
  name = "b"
}

resource "appservices_api_key" "k" {
  app_id = appservices_app.a.id
  name   = "k"
}

resource "appservices_function" "f" {
  app_id       = appservices_app.a.id
  name         = "f"
  source       = "exports = () => 1;"
  can_evaluate = jsonencode({ "%%true" = true })
}

resource "appservices_secret" "s" {
  app_id = appservices_app.a.id
  name   = "token"
  value  = "canary-7f3a9c51"
}

resource "appservices_endpoint" "e" {
  app_id      = appservices_app.a.id
  route       = "/e"
  http_method = "GET"
  function_id = appservices_function.f.id
}

resource "appservices_ip_access_list" "l" {
  app_id  = appservices_app.b.id
  entries = [{ address = "192.0.2.0/24", comment = "office" }]
}

resource "appservices_log_forwarder" "l" {
  app_id       = appservices_app.a.id
  name         = "l"
  log_types    = ["function"]
  log_statuses = ["error"]
  policy       = { type = "single" }
  action       = { function = { name = appservices_function.f.name } }
}
