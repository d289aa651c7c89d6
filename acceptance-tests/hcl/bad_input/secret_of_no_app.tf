resource "appservices_secret" "s" {
  app_id = "64f0aa64f0aa64f0aa64f0aa"
  name   = "s"
  value  = "v"
}
