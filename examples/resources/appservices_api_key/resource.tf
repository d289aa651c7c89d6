resource "appservices_api_key" "example" {
  app_id = appservices_app.example.id
  name   = "backend"
}
