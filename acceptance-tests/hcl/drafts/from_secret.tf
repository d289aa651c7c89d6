resource "appservices_value" "secret" {
  app_id      = appservices_app.a.id
  name        = "fromSecret"
  value       = jsonencode("made-elsewhere")
  from_secret = true
}
