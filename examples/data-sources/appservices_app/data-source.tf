# By name, client app id or id.
data "appservices_app" "example" {
  name = appservices_app.triggers.name
}

output "triggers_app_id" {
  value = data.appservices_app.example.id
}
