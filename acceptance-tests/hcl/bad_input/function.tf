resource "appservices_function" "f" {
  app_id = appservices_app.a.id
  name   = "@NAME@"
  source = "@SOURCE@"
  timeouts = {
    update = "1s"
    delete = "1s"
  }
}
