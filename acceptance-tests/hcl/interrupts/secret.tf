resource "appservices_secret" "s" {
  app_id = appservices_app.a.id
  name   = "s"
  value  = "hush-hush"
}
