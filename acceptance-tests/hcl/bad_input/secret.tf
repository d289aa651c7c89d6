resource "appservices_secret" "@LABEL@" {
  app_id = appservices_app.a.id
  name   = "s"
  value  = "@VALUE@"
  timeouts = {
    update = "1s"
    delete = "1s"
  }
}
