resource "appservices_secret" "s" {
  app_id = appservices_app.a.id
  name   = "s"
  value  = "hush-hush"

  lifecycle {
    create_before_destroy = true
  }
}
