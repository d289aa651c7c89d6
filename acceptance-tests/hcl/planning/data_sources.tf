data "appservices_app" "by_name" {
  name = "Triggers"
}

data "appservices_app" "by_id" {
  id = appservices_app.a.id
}

data "appservices_app" "by_client_app_id" {
  client_app_id = appservices_app.a.client_app_id
}

data "appservices_apps" "all" {}

data "appservices_apps" "triggers" {
  product = "atlas"
}

output "found" {
  value = [
    data.appservices_app.by_name.product,
    data.appservices_app.by_id.name,
    data.appservices_app.by_client_app_id.name,
    length(data.appservices_apps.all.apps),
    data.appservices_apps.triggers.apps[*].name,
  ]
}
