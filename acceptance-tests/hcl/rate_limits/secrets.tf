resource "appservices_secret" "more" {
  count  = 33
  app_id = appservices_app.a.id
  name   = "more${count.index}"
  value  = "hush${count.index}"
}
