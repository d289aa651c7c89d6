data "appservices_log_forwarders" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_log_forwarder.example]
}

output "log_forwarders" {
  value = [for one in data.appservices_log_forwarders.example.log_forwarders : one.name]
}
