resource "appservices_api_key" "k" {
  app_id = appservices_app.a.id
  name   = "k"
}
