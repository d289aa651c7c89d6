data "appservices_event_subscription_execution" "example" {
  app_id                = appservices_app.triggers.id
  event_subscription_id = appservices_trigger.example.id
}

output "last_execution" {
  value = jsondecode(data.appservices_event_subscription_execution.example.execution)
}
