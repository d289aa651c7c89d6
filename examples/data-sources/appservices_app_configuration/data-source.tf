data "appservices_app_configuration" "example" {
  app_id = appservices_app.example.id
}

locals {
  functions = jsondecode(data.appservices_app_configuration.example.configuration).functions[*].name
}
