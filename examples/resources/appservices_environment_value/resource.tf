resource "appservices_environment_value" "example" {
  app_id = appservices_app.example.id
  name   = "baseUrl"
  values = {
    none       = jsonencode("http://localhost:3000")
    qa         = jsonencode("https://qa.example.com")
    production = jsonencode("https://example.com")
  }
}
