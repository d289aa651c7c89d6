data "appservices_logs" "example" {
  app_id      = appservices_app.example.id
  type        = "TRIGGER_FAILURE"
  errors_only = true
  limit       = 100
}

output "logs" {
  value = [for log in data.appservices_logs.example.logs : log.error]
}
