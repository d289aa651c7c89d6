data "appservices_apps" "example" {
  product    = "atlas"
  depends_on = [appservices_app.triggers]
}

output "atlas_apps" {
  value = { for app in data.appservices_apps.example.apps : app.name => app.client_app_id }
}
