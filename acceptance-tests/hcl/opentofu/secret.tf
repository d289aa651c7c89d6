provider "appservices" {
  local_path = "./data"
}

resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_secret" "s" {
  app_id = appservices_app.a.id
  name   = "s"
  value  = "@VALUE@"
}
