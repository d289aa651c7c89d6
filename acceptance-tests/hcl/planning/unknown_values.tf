provider "appservices" {
  local_path = "./data"
}

resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_function" "f" {
  app_id = appservices_app.a.id
  name   = "f"
  source = "exports = () => 1;"
}

resource "appservices_endpoint" "e" {
  app_id      = appservices_app.a.id
  route       = "/e"
  http_method = "GET"
  function_id = appservices_function.f.id
}
