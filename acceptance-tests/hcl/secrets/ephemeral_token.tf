ephemeral "appservices_access_token" "t" {}

resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_secret" "s" {
  app_id           = appservices_app.a.id
  name             = "s"
  value_wo         = ephemeral.appservices_access_token.t.access_token
  value_wo_version = 1
}
