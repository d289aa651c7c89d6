resource "appservices_refresh_token_expiration" "example" {
  app_id                  = appservices_app.example.id
  expiration_time_seconds = 86400
}
