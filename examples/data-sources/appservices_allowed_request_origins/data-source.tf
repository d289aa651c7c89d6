data "appservices_allowed_request_origins" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_allowed_request_origins.example]
}

output "allowed_request_origins" {
  value = data.appservices_allowed_request_origins.example.origins
}
