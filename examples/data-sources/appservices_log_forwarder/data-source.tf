data "appservices_log_forwarder" "example" {
  app_id = appservices_app.example.id
  name = appservices_log_forwarder.example.name
}

output "log_forwarder_id" {
  value = data.appservices_log_forwarder.example.id
}
