resource "appservices_deployment_config" "example" {
  app_id               = appservices_app.example.id
  ui_drafts_disabled   = true
  automatic_deployment = { enabled = false }
}
