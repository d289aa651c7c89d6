resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_function" "f" {
  for_each = toset(@FUNCTIONS@)
  app_id   = appservices_app.a.id
  name     = each.key
  source   = "@SOURCE@"
}

resource "appservices_value" "v" {
  app_id     = appservices_app.a.id
  name       = "v"
  value      = jsonencode(@VALUE@)
  depends_on = [appservices_function.f]
}

resource "appservices_deployment" "d" {
  app_id     = appservices_app.a.id
  triggers   = { source = "@SOURCE@" }
  depends_on = [appservices_value.v, appservices_function.f]
}
