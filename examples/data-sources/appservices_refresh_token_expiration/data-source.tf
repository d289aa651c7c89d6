data "appservices_refresh_token_expiration" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_refresh_token_expiration.example]
}

output "refresh_token_expiration" {
  value = data.appservices_refresh_token_expiration.example.expiration_time_seconds
}
