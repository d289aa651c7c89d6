resource "appservices_dependencies" "example" {
  app_id = appservices_app.example.id
  packages = {
    lodash = "4.17.21"
    uuid   = "9.0.1"
  }
}
