data "appservices_trigger" "example" {
  app_id = appservices_app.triggers.id
  name = appservices_trigger.example.name
}

output "trigger_id" {
  value = data.appservices_trigger.example.id
}
