list "appservices_refresh_token_expiration" "all" {
  provider = appservices

  config {
    app_id = "64f0aa11bb22cc33dd44ee55"
  }
}
