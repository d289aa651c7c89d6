resource "appservices_value" "example" {
  app_id = appservices_app.example.id
  name   = "orderLimit"
  value  = jsonencode({ most = 5 })
}

# The text of a secret, for functions to read.
resource "appservices_value" "token" {
  app_id      = appservices_app.example.id
  name        = "webhookToken"
  private     = true
  from_secret = true
  value       = jsonencode(appservices_secret.example.name)
}
