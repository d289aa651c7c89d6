resource "appservices_secret" "patient" {
  app_id = appservices_app.a.id
  name   = "patient"
  value  = "hush"
  timeouts = {
    create = "@CREATE@"
  }
}
