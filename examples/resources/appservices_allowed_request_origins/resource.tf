resource "appservices_allowed_request_origins" "example" {
  app_id  = appservices_app.example.id
  origins = ["https://example.com", "http://localhost:3000"]
}
