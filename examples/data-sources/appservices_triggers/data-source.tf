data "appservices_triggers" "example" {
  app_id     = appservices_app.triggers.id
  depends_on = [appservices_trigger.example]
}

locals {
  triggers = [for one in data.appservices_triggers.example.triggers : one.name]
}
