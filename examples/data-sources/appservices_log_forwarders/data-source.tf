data "appservices_log_forwarders" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_log_forwarder.example]
}

locals {
  log_forwarders = [for one in data.appservices_log_forwarders.example.log_forwarders : one.name]
}
