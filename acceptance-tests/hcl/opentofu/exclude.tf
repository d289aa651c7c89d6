provider "appservices" {
  local_path = "./data"
}

resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_function" "later" {
  app_id = appservices_app.a.id
  name   = "later"
  source = "exports = () => 1;"
}

resource "appservices_endpoint" "later" {
  app_id      = appservices_app.a.id
  route       = "/later"
  http_method = "GET"
  function_id = appservices_function.later.id
}
