data "appservices_deployments" "example" {
  app_id = appservices_app.example.id
}

locals {
  failed_deployments = [for one in data.appservices_deployments.example.deployments : one.id if one.status == "failed"]
}
