output "ids" {
  value = { for name, app in appservices_app.each : name => app.client_app_id }
}
