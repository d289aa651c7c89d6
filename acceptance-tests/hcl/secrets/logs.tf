provider "appservices" {
  base_url   = "@URL@"
  public_key = "local"
  project_id = "@PROJECT@"
}

resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_api_key" "k" {
  app_id = appservices_app.a.id
  name   = "k"
}

resource "appservices_secret" "s" {
  app_id = appservices_app.a.id
  name   = "s"
  value  = "@VALUE@"
}
