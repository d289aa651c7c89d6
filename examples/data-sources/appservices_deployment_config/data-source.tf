data "appservices_deployment_config" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_deployment_config.example]
}

output "deployment_config" {
  value = data.appservices_deployment_config.example.ui_drafts_disabled
}
