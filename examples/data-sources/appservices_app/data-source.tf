# By the name, the client app ID, or the ID.
data "appservices_app" "example" {
  name = appservices_app.triggers.name
}

output "triggers_app_id" {
  value = data.appservices_app.example.id
}
