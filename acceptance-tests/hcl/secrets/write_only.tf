resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_secret" "s" {
  app_id           = appservices_app.a.id
  name             = "s"
  value_wo         = "@VALUE@"
  value_wo_version = @VERSION@
}
