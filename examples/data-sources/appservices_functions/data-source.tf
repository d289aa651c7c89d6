data "appservices_functions" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_function.example]
}

locals {
  all_functions = [for one in data.appservices_functions.example.functions : one.name]
}
